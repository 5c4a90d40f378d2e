package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.almoner.database.Page;
import org.almoner.receipt.Passage;
import org.almoner.receipt.ReceiptTemplate;
import org.almoner.receipt.ReceiptTemplates;
import org.almoner.receipt.TemplatePreviews;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Issuers' own texts on receipts and in the mails with them, as versions: drafts first, then the newest. A scope is any of
 * entity, campaign and fund, and a language; what is null holds for all.
 */
@Tag(name = "Receipts")
@Path("/receipt-templates")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptTemplatesResource {

    private static final String ID = "{id: \\d{1,18}}";
    private static final String[] WORDS =
            Stream.of(Passage.values()).map(Passage::field).toArray(String[]::new);
    private static final String[] SCOPED = Stream.concat(
                    Stream.of("entity", "campaign", "fund", "language"), Stream.of(WORDS))
            .toArray(String[]::new);
    private static final String[] CHANGED =
            Stream.concat(Stream.of("version"), Stream.of(WORDS)).toArray(String[]::new);

    @Inject
    private ReceiptTemplates templates;

    @Inject
    private TemplatePreviews previews;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(templates.all(), null), ReceiptTemplatesResource::json);
    }

    @GET
    @Path(ID)
    public Response item(@PathParam("id") long id) {
        var template = find(id);
        return Wire.versioned(json(template), template.edition());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Write a draft: the first version of its scope, or the next")
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, SCOPED);
        body.missing("language");
        var scope = new ReceiptTemplate.Scope(
                body.text("entity", null),
                body.text("campaign", null),
                body.text("fund", null),
                body.text("language", null));
        var words = words(body, Map.of());
        body.done();
        var id = templates.create(scope, words, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(String.valueOf(id)).build())
                .entity(json(find(id)))
                .build();
    }

    @PATCH
    @Path(ID)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Change a draft; If-Match carries the version that was read")
    public Response change(@PathParam("id") long id, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, CHANGED);
        var edition = body.version(headers);
        var words = words(body, find(id).words());
        body.done();
        templates.change(id, edition, words, who());
        return item(id);
    }

    @DELETE
    @Path(ID)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Throw a draft away")
    public Response discard(@PathParam("id") long id) {
        templates.discard(id, who());
        return Response.noContent().build();
    }

    @POST
    @Path(ID + "/approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(
            summary = "Let a draft speak from a day of issue on",
            description = "Nobody approves what they wrote on. If-Match carries the version that was looked at.")
    public Response approve(@PathParam("id") long id, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, "from", "version");
        body.missing("from");
        var from = body.day("from", null);
        var edition = body.version(headers);
        body.done();
        templates.approve(id, edition, from, who());
        return item(id);
    }

    @GET
    @Path(ID + "/preview.pdf")
    @Produces("application/pdf")
    @Operation(summary = "The page that it makes of a gift, with TEST across; no number is taken")
    public byte[] page(@PathParam("id") long id, @Context UriInfo uri) {
        var template = find(id);
        return previews.page(template, gift(template, uri));
    }

    @GET
    @Path(ID + "/preview")
    @Operation(summary = "The mail that it makes of a gift; nothing is sent")
    public JsonObject mail(@PathParam("id") long id, @Context UriInfo uri) {
        var template = find(id);
        var gift = gift(template, uri);
        var mail = previews.mail(template, gift);
        return Wire.object()
                .add("gift", gift)
                .add("subject", mail.subject())
                .add("text", mail.text())
                .add("html", mail.html())
                .build();
    }

    private String gift(ReceiptTemplate template, UriInfo uri) {
        var asked = Asked.in(uri, "gift").text("gift");
        return asked != null
                ? asked
                : previews.gift(template).orElseThrow(() -> Answered.notFound("gift that it holds for yet"));
    }

    private ReceiptTemplate find(long id) {
        return templates.find(id).orElseThrow(() -> Answered.notFound("template " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static Map<Passage, String> words(Body body, Map<Passage, String> otherwise) {
        var words = new EnumMap<Passage, String>(Passage.class);
        for (Passage passage : Passage.values()) {
            words.put(passage, body.textOrEmpty(passage.field(), otherwise.getOrDefault(passage, "")));
        }
        return words;
    }

    static JsonObject json(ReceiptTemplate template) {
        var json = Wire.object()
                .add("id", template.id())
                .add("entity", Wire.of(template.scope().entity()))
                .add("campaign", Wire.of(template.scope().campaign()))
                .add("fund", Wire.of(template.scope().fund()))
                .add("language", template.scope().language())
                .add("status", template.standing().name())
                .add("number", template.version());
        template.words().forEach((passage, text) -> json.add(passage.field(), text));
        return json.add("authors", Wire.of(template.authors()))
                .add("writtenAt", Wire.of(template.writtenAt()))
                .add("inForceFrom", Wire.of(template.inForceFrom()))
                .add("approvedBy", Wire.of(template.approvedBy()))
                .add("approvedAt", Wire.of(template.approvedAt()))
                .add("version", template.edition())
                .build();
    }
}
