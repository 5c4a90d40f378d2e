package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.almoner.giftaid.Declaration;
import org.almoner.giftaid.DeclarationQueries;
import org.almoner.giftaid.Declarations;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What donors declared for Gift Aid, the newest first; a declaration is never changed, only replaced or cancelled. */
@Tag(name = "Gift Aid")
@Path("/gift-aid/declarations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftAidDeclarationsResource {

    @Inject
    private Declarations declarations;

    @Inject
    private DeclarationQueries queries;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "donor", "state", "q");
        var wanted = new DeclarationQueries.Wanted(
                asked.number("donor"), asked.oneOf("state", Declaration.State.class), asked.text("q"));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), GiftAidDeclarationsResource::json);
    }

    /** Notes one; with {@code replaces} it stands in the place of that version. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public Response note(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(
                sent,
                "donor",
                "entity",
                "replaces",
                "madeOn",
                "how",
                "recorded",
                "evidence",
                "wording",
                "gift",
                "past",
                "future",
                "from",
                "to",
                "title",
                "firstName",
                "lastName",
                "house",
                "addressLines",
                "postcode",
                "overseas");
        body.missing("donor", "madeOn", "how", "evidence", "wording", "firstName", "lastName");
        var replaces = body.whole("replaces", null);
        var draft = new Declaration.Draft(
                body.whole("donor", null),
                body.text("entity", "main"),
                body.day("madeOn", null),
                body.oneOf("how", Declaration.How.class, null),
                is(body, "recorded"),
                body.text("evidence", null),
                body.text("wording", null),
                body.text("gift", null),
                is(body, "past"),
                is(body, "future"),
                body.day("from", null),
                body.day("to", null),
                body.text("title", null),
                body.text("firstName", null),
                body.text("lastName", null),
                body.text("house", null),
                body.texts("addressLines", null),
                body.text("postcode", null),
                is(body, "overseas"));
        body.done();
        long id = declarations.note(draft, replaces, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(Long.toString(id)).build())
                .entity(item(id))
                .build();
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(queries.find(id).orElseThrow(() -> Answered.notFound("declaration " + id)));
    }

    /** Notes that the written record of a spoken one was sent. */
    @POST
    @Path("{id: \\d{1,18}}/record")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public JsonObject recordSent(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "sentOn");
        var on = body.day("sentOn", null);
        body.done();
        item(id);
        declarations.recordSent(id, on, who());
        return item(id);
    }

    /** Cancels one from a day on; {@code fromStart} where it never held. */
    @POST
    @Path("{id: \\d{1,18}}/cancellation")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public JsonObject cancel(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "on", "fromStart", "reason");
        var on = body.day("on", null);
        var fromStart = is(body, "fromStart");
        var reason = body.text("reason", null);
        body.done();
        item(id);
        declarations.cancel(id, on, fromStart, reason, who());
        return item(id);
    }

    @GET
    @Path("wordings")
    public JsonObject wordings(@Context UriInfo uri) {
        Asked.in(uri);
        var items = Wire.array();
        queries.wordings()
                .forEach(each ->
                        items.add(Wire.object().add("version", each.version()).add("text", each.text())));
        return Wire.object().add("items", items).build();
    }

    /** Keeps new words for donors to agree to. */
    @POST
    @Path("wordings")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response word(InputStream sent) {
        var body = Body.read(sent, "version", "text");
        var wording = new Declaration.Wording(body.text("version", null), body.text("text", null));
        body.done();
        declarations.word(wording, who());
        return Response.status(Response.Status.CREATED)
                .entity(Wire.object()
                        .add("version", wording.version())
                        .add("text", wording.text().strip())
                        .build())
                .build();
    }

    private static boolean is(Body body, String name) {
        return Boolean.TRUE.equals(body.flag(name, false));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject json(Declaration declaration) {
        var values = declaration.values();
        var cancelled = declaration.cancelled();
        return Wire.object()
                .add("id", declaration.id())
                .add("state", declaration.state().name())
                .add("donor", values.donor())
                .add("entity", declaration.entity())
                .add("replaces", Wire.of(declaration.replaces()))
                .add("replacedBy", Wire.of(declaration.replacedBy()))
                .add("madeOn", Wire.of((Object) values.madeOn()))
                .add("how", values.how().name())
                .add("recorded", values.recorded())
                .add("recordSentOn", Wire.of((Object) declaration.recordSentOn()))
                .add("evidence", values.evidence())
                .add("wording", values.wording())
                .add("gift", Wire.of(values.gift()))
                .add("past", values.past())
                .add("future", values.future())
                .add("from", Wire.of((Object) values.from()))
                .add("to", Wire.of((Object) values.to()))
                .add("title", Wire.of(values.title()))
                .add("firstName", values.firstName())
                .add("lastName", values.lastName())
                .add("house", Wire.of(values.house()))
                .add("addressLines", Wire.of(values.addressLines()))
                .add("postcode", Wire.of(values.postcode()))
                .add("overseas", values.overseas())
                .add("writable", declaration.writable())
                .add("cancelledOn", Wire.of((Object) (cancelled == null ? null : cancelled.on())))
                .add("cancelledFromStart", cancelled != null && cancelled.fromStart())
                .add("cancelReason", Wire.of(cancelled == null ? null : cancelled.reason()))
                .add("notedBy", declaration.notedBy())
                .add("notedAt", Wire.of(declaration.notedAt()))
                .build();
    }
}
