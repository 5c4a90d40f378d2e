package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import org.almoner.proof.Replay;
import org.almoner.proof.Replays;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Replays of stored events into an empty ledger beside the live one, and how they compare. */
@Tag(name = "Replays")
@Path("/replays")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.Name.ADMINISTRATOR)
public class ReplaysResource {

    @Inject
    private Replays replays;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(replays.page(asked.after(), asked.limit()), ReplaysResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(find(id));
    }

    @GET
    @Path("{id: \\d{1,18}}/differences")
    public JsonObject differences(@PathParam("id") long id, @Context UriInfo uri) {
        var asked = Asked.in(uri);
        find(id);
        return Wire.page(replays.differences(id, asked.after(), asked.limit()), ReplaysResource::json);
    }

    /** Without anything named, everything is replayed; days are whole ones in the organisation's zone. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response order(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "event", "type", "from", "to");
        var event = body.text("event", null);
        var type = body.text("type", null);
        var from = body.day("from", null);
        var to = body.day("to", null);
        body.done();
        var id = replays.order(
                new Replay.Scope(
                        event,
                        type,
                        from == null ? null : calendar.startOf(from),
                        to == null ? null : calendar.endOf(to)),
                caller.getUserPrincipal().getName());
        return Response.accepted(item(id))
                .location(uri.getAbsolutePathBuilder().path(String.valueOf(id)).build())
                .build();
    }

    @DELETE
    @Path("{id: \\d{1,18}}")
    public Response delete(@PathParam("id") long id) {
        replays.delete(id, caller.getUserPrincipal().getName());
        return Response.noContent().build();
    }

    private Replay find(long id) {
        return replays.find(id).orElseThrow(() -> Answered.notFound("replay " + id));
    }

    private static JsonObject json(Replay replay) {
        return Wire.object()
                .add("id", replay.id())
                .add("event", Wire.of(replay.scope().event()))
                .add("type", Wire.of(replay.scope().type()))
                .add("from", Wire.of(replay.scope().since()))
                .add("to", Wire.of(replay.scope().until()))
                .add("status", replay.status().name())
                .add("phase", replay.phase())
                .add("done", replay.done())
                .add("total", replay.total())
                .add("events", replay.events())
                .add("fetched", replay.fetched())
                .add(
                        "takenOver",
                        Wire.object()
                                .add("balanceTransactions", replay.transactions())
                                .add("payouts", replay.payouts()))
                .add("entries", replay.entries())
                .add("same", replay.same())
                .add("otherWay", replay.otherWay())
                .add("movedOn", replay.movedOn())
                .add("gifts", replay.gifts())
                .add("differing", Wire.of(replay.differing()))
                .add("requestedBy", replay.requestedBy())
                .add("requestedAt", Wire.of(replay.requestedAt()))
                .add("startedAt", Wire.of(replay.startedAt()))
                .add("endedAt", Wire.of(replay.endedAt()))
                .add("error", Wire.of(replay.error()))
                .build();
    }

    private static JsonObject json(Replay.Difference difference) {
        return Wire.object()
                .add("kind", difference.kind().name())
                .add("reference", difference.reference())
                .add("entry", Wire.of(difference.entryKey()))
                .add("entryKind", Wire.of(difference.entryKind()))
                .add("debit", Wire.of(difference.debit()))
                .add("credit", Wire.of(difference.credit()))
                .add("amount", Wire.of(difference.amount()))
                .add("field", Wire.of(difference.field()))
                .add("live", Wire.of(difference.live()))
                .add("replayed", Wire.of(difference.replayed()))
                .build();
    }
}
