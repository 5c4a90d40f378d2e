package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionDesk;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionKind;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionStory;
import org.almoner.reconcile.ExceptionView;
import org.almoner.reconcile.LinkSuggestion;
import org.almoner.reconcile.Links;
import org.almoner.reconcile.WriteOff;
import org.almoner.reconcile.WriteOffs;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What could not be explained, the newest first; without {@code status}, what is still open. */
@Tag(name = "Exceptions")
@Path("/exceptions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExceptionsResource {

    private static final List<String> BANDS =
            Arrays.stream(Ageing.Band.values()).map(Ageing.Band::words).toList();

    @Inject
    private ExceptionQueries exceptions;

    @Inject
    private ExceptionStory story;

    @Inject
    private ExceptionDesk desk;

    @Inject
    private WriteOffs writeOffs;

    @Inject
    private Links links;

    @Inject
    private Ageing ageing;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "kind", "period", "reference", "entity", "assignee", "age");
        var status = asked.oneOf("status", List.of("OPEN", "WAITING", "RESOLVED", "WRITTEN_OFF", "ALL"));
        var filter = ExceptionFilter.of(
                        status == null || status.equals("WAITING")
                                ? ExceptionView.Status.OPEN
                                : status.equals("ALL") ? null : ExceptionView.Status.valueOf(status),
                        asked.oneOf("kind", ExceptionKind.class),
                        asked.month("period"),
                        asked.text("entity"),
                        asked.text("assignee"))
                .about(asked.text("reference"));
        if ("WAITING".equals(status)) {
            filter = filter.awaited();
        }
        var band = asked.oneOf("age", BANDS);
        if (band != null) {
            filter = filter.aged(Ageing.Band.values()[BANDS.indexOf(band)], ageing.asOf(), calendar);
        }
        return Wire.page(exceptions.page(filter, asked.after(), asked.limit()), ExceptionsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var exception = exceptions.find(id).orElseThrow(() -> Answered.notFound("exception " + id));
        var things = Wire.array();
        story.things(id)
                .forEach(each ->
                        things.add(Wire.object().add("kind", each.kind()).add("id", each.id())));
        var comments = Wire.array();
        story.notes(id)
                .forEach(each -> comments.add(Wire.object()
                        .add("at", Wire.of(each.at()))
                        .add("author", each.author())
                        .add("text", each.text())));
        var history = Wire.array();
        story.deeds(id)
                .forEach(each -> history.add(Wire.object()
                        .add("at", Wire.of(each.at()))
                        .add("actor", each.actor())
                        .add("deed", each.deed())
                        .add("detail", each.detail())));
        var suggestions = Wire.array();
        links.suggestions(id).forEach(each -> suggestions.add(json(each)));
        var linked = Wire.array();
        links.of(id).forEach(each -> linked.add(json(each)));
        var wanted = Wire.array();
        writeOffs.of(id).forEach(each -> wanted.add(json(each)));
        return Wire.object(json(exception))
                .add("resolvedBy", Wire.of(story.resolvedBy(id).orElse(null)))
                .add("objects", things)
                .add("comments", comments)
                .add("history", history)
                .add("writeOffs", wanted)
                .add("suggestions", suggestions)
                .add("links", linked)
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/assign")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Give it to somebody", description = "assignee is an e-mail address; null takes it from them.")
    public JsonObject assign(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "assignee");
        var to = body.text("assignee", null);
        body.done();
        desk.assign(id, to, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/comments")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Say something about it")
    public JsonObject comment(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "text");
        var text = body.text("text", null);
        body.done();
        desk.comment(id, text, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/write-offs")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(
            summary = "Write it off, or preview that",
            description =
                    "reason says why. From ALMONER_WRITE_OFF_APPROVAL_FROM on it waits for a second person. Asking"
                            + " the same again changes nothing. With preview=true nothing is asked: the answer says which entry"
                            + " would be posted and what it would change.")
    public Response writeOff(
            @PathParam("id") long id,
            InputStream sent,
            @QueryParam("preview") @Parameter(description = "true: say what would happen and ask for nothing")
                    String preview,
            @Context UriInfo uri) {
        var previewed = Boolean.TRUE.equals(Asked.in(uri, "preview").flag("preview"));
        var body = Body.read(sent, "reason");
        var reason = body.textOrEmpty("reason", "");
        body.done();
        if (previewed) {
            return Response.ok(json(writeOffs.preview(id))).build();
        }
        var asked = writeOffs.ask(id, reason, who());
        return Response.status(asked.again() ? Response.Status.OK : Response.Status.CREATED)
                .entity(json(writeOffs.find(asked.id()).orElseThrow()))
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/write-offs/{writeOff: \\d{1,18}}/approve")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject approve(@PathParam("id") long id, @PathParam("writeOff") long writeOff) {
        known(id, writeOff);
        writeOffs.approve(writeOff, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/write-offs/{writeOff: \\d{1,18}}/decline")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject decline(@PathParam("id") long id, @PathParam("writeOff") long writeOff) {
        known(id, writeOff);
        writeOffs.decline(writeOff, who());
        return item(id);
    }

    private void known(long id, long writeOff) {
        writeOffs
                .find(writeOff)
                .filter(found -> found.exception() == id)
                .orElseThrow(() -> Answered.notFound("write-off " + writeOff + " of exception " + id));
    }

    @POST
    @Path("{id: \\d{1,18}}/links")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(
            summary = "Say which gifts its balance transaction settles",
            description =
                    "parts is a list of gift and amount (minor units, signed); of a single gift the amount may be left"
                            + " out. Together they are exactly all of it. Saying the same again changes nothing.")
    public JsonObject link(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "parts");
        body.missing("parts");
        var parts = body.objects("parts", "gift", "amount").stream()
                .map(part -> new Links.Part(part.text("gift", null), part.whole("amount", null)))
                .toList();
        body.done();
        links.accept(id, parts, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/links/undo")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Take its links apart, until its month is closed")
    public JsonObject unlink(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        links.undo(id, reason, who());
        return item(id);
    }

    private static JsonObject json(LinkSuggestion suggestion) {
        return Wire.object()
                .add("gift", suggestion.gift())
                .add("amount", Wire.of(suggestion.amount()))
                .add("left", Wire.of(suggestion.left()))
                .add("receivedAt", Wire.of(suggestion.receivedAt()))
                .add("donor", Wire.of(suggestion.donor()))
                .add("matchedBy", suggestion.key().name())
                .add("veto", Wire.of(suggestion.veto()))
                .build();
    }

    private static JsonObject json(Links.Link link) {
        return Wire.object()
                .add("gift", link.gift())
                .add("amount", Wire.of(link.amount()))
                .add("matchedBy", link.key().name())
                .add("madeBy", link.madeBy())
                .add("madeAt", Wire.of(link.madeAt()))
                .add("undoneBy", Wire.of(link.undoneBy()))
                .add("undoneAt", Wire.of(link.undoneAt()))
                .add("undoneReason", Wire.of(link.undoneReason()))
                .build();
    }

    private static JsonObject json(WriteOff writeOff) {
        return Wire.object()
                .add("id", writeOff.id())
                .add("status", writeOff.state().name())
                .add("account", Wire.of(writeOff.account()))
                .add("posted", Wire.of(writeOff.posted()))
                .add("reason", writeOff.reason())
                .add("secondPerson", writeOff.secondPerson())
                .add("askedBy", writeOff.askedBy())
                .add("askedAt", Wire.of(writeOff.askedAt()))
                .add("decidedBy", Wire.of(writeOff.decidedBy()))
                .add("decidedAt", Wire.of(writeOff.decidedAt()))
                .add("reversedOn", Wire.of(writeOff.reversedOn()))
                .build();
    }

    private static JsonObject json(WriteOff.Preview preview) {
        var figures = Wire.array();
        preview.figures()
                .forEach(each -> figures.add(Wire.object()
                        .add("account", each.account())
                        .add("before", Wire.of(each.before()))
                        .add("after", Wire.of(each.after()))));
        var entry = preview.entry()
                ? Wire.object()
                        .add("debit", preview.debit())
                        .add("credit", preview.credit())
                        .add("amount", Wire.of(preview.moved()))
                        .add("booked", Wire.of(preview.booked()))
                        .add("about", Wire.of(preview.about()))
                        .build()
                : JsonValue.NULL;
        return Wire.object()
                .add("exception", preview.exception())
                .add("entry", entry)
                .add("figures", figures)
                .add(
                        "open",
                        Wire.object()
                                .add("before", preview.open().before())
                                .add("after", preview.open().after()))
                .add(
                        "status",
                        Wire.object()
                                .add("before", preview.status().before().name())
                                .add("after", preview.status().after().name()))
                .add("secondPerson", preview.secondPerson())
                .build();
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    /** The amount is plain, with the currency beside it, wherever an exception is shown. */
    static JsonObject json(ExceptionView exception) {
        return Wire.object()
                .add("id", exception.id())
                .add("kind", exception.kind().name())
                .add("reference", exception.reference())
                .add("amount", exception.amount().minor())
                .add("currency", exception.amount().currency())
                .add("age", exception.ageDays())
                .add("detail", exception.detail())
                .add("period", Wire.of(exception.period()))
                .add("entity", exception.entity())
                .add("about", Wire.of(exception.about()))
                .add("assignee", Wire.of(exception.assignee()))
                .add("status", exception.status().name())
                .add("occurredAt", Wire.of(exception.occurredAt()))
                .add("raisedOn", Wire.of(exception.raisedOn()))
                .add("resolvedOn", Wire.of(exception.resolvedOn()))
                .build();
    }
}
