package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.almoner.database.Rejection;
import org.almoner.journal.ExportFormat;
import org.almoner.journal.ExportSettings;
import org.almoner.journal.ExportSettingsStore;
import org.almoner.journal.JournalBatch;
import org.almoner.journal.JournalExports;
import org.almoner.journal.JournalLine;
import org.almoner.journal.JournalPreview;
import org.almoner.journal.JournalQueries;
import org.almoner.journal.JournalWish;
import org.almoner.journal.Journals;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Journal batches, the newest first, and the files they are written to. */
@Tag(name = "Journals")
@Path("/journals")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class JournalsResource {

    @Inject
    private Journals journals;

    @Inject
    private JournalQueries queries;

    @Inject
    private JournalExports exports;

    @Inject
    private ExportSettingsStore settings;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "entity", "month");
        var wanted = new JournalQueries.Wanted(asked.text("entity"), asked.month("month"));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), JournalsResource::json);
    }

    /** What a batch would have in it, and what is in its way. */
    @GET
    @Path("preview")
    public JsonObject preview(@Context UriInfo uri) {
        var asked = Asked.in(uri, "entity", "month", "currency", "granularity");
        if (asked.month("month") == null) {
            throw Rejection.invalid("month", "write the month, such as 2026-11");
        }
        var granularity = asked.oneOf("granularity", JournalWish.Granularity.class);
        return json(journals.preview(new JournalWish(
                asked.text("entity") == null ? "main" : asked.text("entity"),
                asked.month("month"),
                asked.text("currency"),
                granularity == null ? JournalWish.Granularity.DAY : granularity)));
    }

    /** Makes a batch of everything of a month that is in none yet. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response make(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "entity", "month", "currency", "granularity");
        body.missing("month");
        var entity = body.text("entity", "main");
        var month = body.text("month", null);
        var currency = body.text("currency", null);
        var granularity = body.oneOf("granularity", JournalWish.Granularity.class, JournalWish.Granularity.DAY);
        body.done();
        return made(journals.make(new JournalWish(entity, month(month), currency, granularity), who()), uri);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var batch = find(id);
        var files = Wire.array();
        exports.files(batch)
                .forEach(file -> files.add(Wire.object()
                        .add("name", file.name())
                        .add("format", file.format().name())
                        .add("currency", Wire.of(file.currency()))
                        .add("part", file.part())
                        .add("parts", file.parts())
                        .add("sha256", Wire.of(file.sha256()))
                        .add("refusal", Wire.of(file.refusal()))));
        var events = Wire.array();
        queries.events(id)
                .forEach(event -> events.add(Wire.object()
                        .add("kind", event.kind())
                        .add("detail", event.detail())
                        .add("reason", event.reason())
                        .add("actor", event.actor())
                        .add("at", Wire.of(event.at()))));
        return Wire.object(json(batch))
                .add("files", files)
                .add("events", events)
                .build();
    }

    @GET
    @Path("{id: \\d{1,18}}/lines")
    public JsonObject lines(@PathParam("id") long id, @Context UriInfo uri) {
        var asked = Asked.in(uri);
        find(id);
        return Wire.page(queries.lines(id, asked.after(), asked.limit()), JournalsResource::json);
    }

    /** The entries of the ledger behind a line. */
    @GET
    @Path("{id: \\d{1,18}}/lines/{line: \\d{1,9}}/entries")
    public JsonObject entries(@PathParam("id") long id, @PathParam("line") int line, @Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(queries.entries(find(id), line, asked.after(), asked.limit()), entry -> Wire.object()
                .add("id", entry.posting())
                .add("kind", entry.kind())
                .add("reference", entry.reference())
                .add("gift", Wire.of(entry.gift()))
                .add("amount", Wire.of(entry.amount()))
                .add("at", Wire.of(entry.at()))
                .build());
    }

    /** A file of a batch: {@code ?format=DATEV&currency=EUR&part=1}. */
    @GET
    @Path("{id: \\d{1,18}}/file")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response file(@PathParam("id") long id, @Context UriInfo uri) {
        var asked = Asked.in(uri, "format", "currency", "part");
        var format = asked.oneOf("format", ExportFormat.class);
        var part = asked.number("part");
        var opened = exports.open(
                id,
                format == null ? ExportFormat.CSV : format,
                asked.text("currency"),
                part == null ? 1 : (int) Math.min(Integer.MAX_VALUE, part),
                who());
        return Response.ok((StreamingOutput) opened.content()::writeTo)
                .type(opened.file().format().mediaType())
                .header(HttpHeaders.CONTENT_LENGTH, opened.bytes())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + opened.file().name() + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Takes a batch back by another one. */
    @POST
    @Path("{id: \\d{1,18}}/reversal")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response reverse(@PathParam("id") long id, InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        return made(journals.reverse(id, reason, who()), uri);
    }

    /** Notes the number under which the other system took it. */
    @POST
    @Path("{id: \\d{1,18}}/confirmation")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject confirm(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reference", "reason");
        var reference = body.text("reference", null);
        var reason = body.text("reason", null);
        body.done();
        journals.confirm(id, reference, reason, who());
        return item(id);
    }

    @GET
    @Path("settings/{entity}")
    public Response settings(@PathParam("entity") String entity) {
        var known = settings.of(entity);
        return Wire.versioned(json(known), known.version());
    }

    @PATCH
    @Path("settings/{entity}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response change(@PathParam("entity") String entity, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(
                sent,
                "dateOrder",
                "xeroTaxRate",
                "xeroDepartment",
                "xeroProject",
                "datevConsultant",
                "datevClient",
                "datevYearStart",
                "datevAccountLength",
                "datevTransit",
                "version");
        var version = body.version(headers);
        var known = settings.of(entity).settings();
        var wanted = new ExportSettings(
                body.text("dateOrder", known.dateOrder()),
                body.text("xeroTaxRate", known.xeroTaxRate()),
                body.textOrEmpty("xeroDepartment", known.xeroDepartment()),
                body.textOrEmpty("xeroProject", known.xeroProject()),
                number(body, "datevConsultant", known.datevConsultant()),
                number(body, "datevClient", known.datevClient()),
                number(body, "datevYearStart", known.datevYearStart()),
                number(body, "datevAccountLength", known.datevAccountLength()),
                body.textOrEmpty("datevTransit", known.datevTransit()));
        body.done();
        settings.change(entity, version, wanted, who());
        return settings(entity);
    }

    private static int number(Body body, String name, int known) {
        var number = body.small(name, known);
        return number == null ? 0 : number;
    }

    private Response made(long id, UriInfo uri) {
        return Response.created(uri.getBaseUriBuilder().path("journals/" + id).build())
                .entity(item(id))
                .build();
    }

    private JournalBatch find(long id) {
        return queries.find(id).orElseThrow(() -> Answered.notFound("journal batch " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    static YearMonth month(String text) {
        try {
            return text == null ? null : YearMonth.parse(text);
        } catch (DateTimeException notAMonth) {
            throw Rejection.invalid("month", "write a month, such as 2026-11");
        }
    }

    private static JsonObject json(ExportSettingsStore.Versioned known) {
        var values = known.settings();
        return Wire.object()
                .add("dateOrder", values.dateOrder())
                .add("xeroTaxRate", values.xeroTaxRate())
                .add("xeroDepartment", values.xeroDepartment())
                .add("xeroProject", values.xeroProject())
                .add("datevConsultant", values.datevConsultant())
                .add("datevClient", values.datevClient())
                .add("datevYearStart", values.datevYearStart())
                .add("datevAccountLength", values.datevAccountLength())
                .add("datevTransit", values.datevTransit())
                .add("version", known.version())
                .build();
    }

    private static JsonObject json(JournalPreview preview) {
        var lines = Wire.array();
        preview.lines().forEach(line -> lines.add(json(line)));
        var totals = Wire.array();
        preview.totals().forEach(total -> totals.add(Wire.of(total)));
        var unmapped = Wire.array();
        preview.unmapped()
                .forEach(each -> unmapped.add(Wire.object()
                        .add("role", each.role())
                        .add("fund", Wire.of(each.fund()))
                        .add("channel", Wire.of(each.channel()))
                        .add("restriction", Wire.of((Object) each.restriction()))
                        .add("amount", Wire.of(each.amount()))
                        .add("entries", each.entries())
                        .add("rule", Wire.of(each.rule()))));
        return Wire.object()
                .add("entity", preview.wish().entity())
                .add("month", Wire.of(preview.wish().month()))
                .add("status", preview.status())
                .add("possible", preview.possible())
                .add("entries", preview.entries())
                .add("totals", totals)
                .add("lines", lines)
                .add("unmapped", unmapped)
                .build();
    }

    private static JsonObject json(JournalLine line) {
        return Wire.object()
                .add("line", line.number())
                .add("day", Wire.of(line.day()))
                .add("side", line.side().name())
                .add("account", line.account())
                .add("accountName", line.accountName())
                .add("department", line.department())
                .add("project", line.project())
                .add("fund", line.fund())
                .add("amount", Wire.of(line.amount()))
                .add("entries", line.entries())
                .build();
    }

    private static JsonObject json(JournalBatch batch) {
        var totals = Wire.array();
        batch.totals().forEach(total -> totals.add(Wire.of(total)));
        return Wire.object()
                .add("id", batch.id())
                .add("entity", batch.entity())
                .add("number", batch.number())
                .add("month", Wire.of(batch.month()))
                .add("currency", Wire.of(batch.currency()))
                .add("granularity", batch.granularity().name())
                .add("status", batch.status().name())
                .add("reverses", Wire.of(batch.reverses()))
                .add("reversedBy", Wire.of(batch.reversedBy()))
                .add("reason", batch.reason())
                .add("reopened", batch.reopened())
                .add("entries", batch.entries())
                .add("lines", batch.lines())
                .add("totals", totals)
                .add("confirmation", Wire.of(batch.confirmation()))
                .add("madeBy", batch.madeBy())
                .add("madeAt", Wire.of(batch.madeAt()))
                .build();
    }
}
