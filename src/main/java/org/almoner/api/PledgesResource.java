package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
import java.util.Arrays;
import org.almoner.journal.Pledge;
import org.almoner.journal.PledgeQueries;
import org.almoner.journal.Pledges;
import org.almoner.money.Money;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Promises to give, and what became of them. */
@Tag(name = "Pledges")
@Path("/pledges")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PledgesResource {

    @Inject
    private PledgeQueries queries;

    @Inject
    private Pledges pledges;

    @Context
    private SecurityContext caller;

    /** The newest first. */
    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "state", "fund", "donor");
        var state = asked.oneOf(
                "state", Arrays.stream(Pledge.State.values()).map(Enum::name).toList());
        var wanted = new PledgeQueries.Wanted(
                state == null ? null : Pledge.State.valueOf(state), asked.text("fund"), asked.number("donor"));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), pledge -> json(pledge)
                .build());
    }

    /** Notes a promise; one with a {@code condition} is no income until that is met. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response promise(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(
                sent, "donor", "fund", "minor", "currency", "condition", "reference", "promisedOn", "schedule");
        body.missing("donor", "fund", "minor", "currency", "reference");
        var schedule = body.objects("schedule", "on", "minor").stream()
                .map(due -> {
                    due.missing("on", "minor");
                    var minor = due.whole("minor", 0L);
                    return new Pledge.Due(due.day("on", null), minor == null ? 0 : minor);
                })
                .toList();
        var draft = new Pledge.Draft(
                body.whole("donor", null),
                body.text("fund", null),
                body.whole("minor", null),
                body.text("currency", null),
                body.text("condition", null),
                body.text("reference", null),
                body.day("promisedOn", null),
                schedule);
        body.done();
        long id = pledges.promise(draft, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(Long.toString(id)).build())
                .entity(item(id))
                .build();
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var pledge = find(id);
        var schedule = Wire.array();
        queries.schedule(id)
                .forEach(due -> schedule.add(Wire.object()
                        .add("on", Wire.of((Object) due.on()))
                        .add(
                                "amount",
                                Wire.of(new Money(due.minor(), pledge.amount().currency())))));
        var payments = Wire.array();
        queries.payments(id)
                .forEach(payment -> payments.add(Wire.object()
                        .add("id", payment.id())
                        .add("gift", payment.gift())
                        .add("amount", Wire.of(payment.amount()))
                        .add("on", Wire.of((Object) payment.on()))
                        .add("matchedBy", payment.matchedBy())
                        .add("undoneBy", Wire.of(payment.undoneBy()))));
        return json(pledge).add("schedule", schedule).add("payments", payments).build();
    }

    /** Notes that the condition was met: {@code on}, today if left out, and the {@code reference} that shows it. */
    @POST
    @Path("{id: \\d{1,18}}/met")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject meet(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "on", "reference");
        var on = body.day("on", null);
        var reference = body.text("reference", null);
        body.done();
        find(id);
        pledges.meet(id, on, reference, who());
        return item(id);
    }

    /** Has a gift, by its reference, pay as much of the pledge as is owed. */
    @POST
    @Path("{id: \\d{1,18}}/payments")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject pay(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "gift");
        body.missing("gift");
        var gift = body.text("gift", null);
        body.done();
        find(id);
        pledges.pay(id, gift, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/payments/{payment: \\d{1,18}}/undo")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject unpay(@PathParam("id") long id, @PathParam("payment") long payment) {
        find(id);
        if (queries.payments(id).stream().noneMatch(each -> each.id() == payment && each.undoneBy() == null)) {
            throw Answered.notFound("payment " + payment + " of pledge " + id);
        }
        pledges.unpay(id, payment, who());
        return item(id);
    }

    /** Ends it for a {@code reason}: what is owed is written off, one whose condition was not met has lapsed. */
    @POST
    @Path("{id: \\d{1,18}}/end")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject end(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        find(id);
        pledges.end(id, reason, who());
        return item(id);
    }

    private Pledge find(long id) {
        return queries.find(id).orElseThrow(() -> Answered.notFound("pledge " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObjectBuilder json(Pledge pledge) {
        return Wire.object()
                .add("id", pledge.id())
                .add("donor", pledge.donor())
                .add("fund", pledge.fund())
                .add("amount", Wire.of(pledge.amount()))
                .add("paid", Wire.of(pledge.paid()))
                .add("outstanding", Wire.of(pledge.outstanding()))
                .add("state", pledge.state().name())
                .add("condition", Wire.of(pledge.condition()))
                .add("reference", pledge.reference())
                .add("promisedOn", Wire.of((Object) pledge.promisedOn()))
                .add("metOn", Wire.of((Object) pledge.metOn()))
                .add("metReference", Wire.of(pledge.metReference()))
                .add("endedOn", Wire.of((Object) pledge.endedOn()))
                .add("endedReason", Wire.of(pledge.endedReason()));
    }
}
