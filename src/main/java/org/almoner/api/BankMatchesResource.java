package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
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
import java.util.ArrayList;
import java.util.List;
import org.almoner.bank.BankDesk;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;
import org.almoner.bank.MatchWish;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Which bank lines are which deposits: made, waiting for a second person, declined, or taken apart. */
@Tag(name = "Bank")
@Path("/bank-matches")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankMatchesResource {

    @Inject
    private BankQueries queries;

    @Inject
    private BankDesk desk;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status");
        var state = asked.oneOf("status", List.of("WAITING", "MADE", "DECLINED", "UNDONE"));
        return Wire.page(queries.matches(state, asked.after(), asked.limit()), BankMatchesResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(queries.match(id).orElseThrow(() -> Answered.notFound("bank match " + id)));
    }

    /**
     * {@code {"lines": [1], "deposits": [2, 3]}}, with {@code amounts} ({@code {"lines": [100], …}}, in the same order and
     * signed) where only a part is meant; or {@code {"suggestion": 4}}.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response match(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "suggestion", "lines", "deposits", "amounts", "differenceAccount", "reason");
        var suggestion = body.whole("suggestion", null);
        var amounts = body.object("amounts", "lines", "deposits");
        var wish = new MatchWish(
                parts(body.wholes("lines"), amounts == null ? List.of() : amounts.wholes("lines")),
                parts(body.wholes("deposits"), amounts == null ? List.of() : amounts.wholes("deposits")),
                body.text("differenceAccount", null),
                body.text("reason", ""),
                false);
        body.done();
        var made = suggestion == null ? desk.match(wish, who()) : desk.accept(suggestion, who());
        return Response.created(uri.getAbsolutePathBuilder()
                        .path(String.valueOf(made.id()))
                        .build())
                .entity(item(made.id()))
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/approve")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject approve(@PathParam("id") long id) {
        desk.approve(id, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/decline")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject decline(@PathParam("id") long id) {
        desk.decline(id, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/undo")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject undo(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        desk.undo(id, reason, who());
        return item(id);
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static List<MatchWish.Part> parts(List<Long> ids, List<Long> amounts) {
        var parts = new ArrayList<MatchWish.Part>();
        for (int i = 0; i < ids.size(); i++) {
            parts.add(new MatchWish.Part(ids.get(i), i < amounts.size() ? amounts.get(i) : null));
        }
        return parts;
    }

    static JsonArray parts(List<BankViews.Part> parts) {
        var array = Wire.array();
        parts.forEach(part -> array.add(
                Wire.object().add("id", part.id()).add("name", part.name()).add("amount", Wire.of(part.amount()))));
        return array.build();
    }

    static JsonObject json(BankViews.Match match) {
        return Wire.object()
                .add("id", match.id())
                .add("status", match.state())
                .add("key", match.key())
                .add("lines", parts(match.lines()))
                .add("deposits", parts(match.deposits()))
                .add("difference", Wire.of(match.difference()))
                .add("differenceAccount", Wire.of(match.differenceAccount()))
                .add("reason", match.reason())
                .add("secondPerson", match.secondPerson())
                .add("madeBy", match.madeBy())
                .add("madeAt", Wire.of(match.madeAt()))
                .add("decidedBy", Wire.of(match.decidedBy()))
                .add("decidedAt", Wire.of(match.decidedAt()))
                .add("undoneBy", Wire.of(match.undoneBy()))
                .add("undoneAt", Wire.of(match.undoneAt()))
                .add("undoneReason", Wire.of(match.undoneReason()))
                .build();
    }
}
