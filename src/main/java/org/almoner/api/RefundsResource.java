package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.almoner.gift.RefundFilter;
import org.almoner.gift.RefundOrders;
import org.almoner.gift.RefundQueries;
import org.almoner.gift.RefundState;
import org.almoner.gift.RefundView;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Refunds, the newest first: those ordered here, and those that Stripe told of ({@code ELSEWHERE}, without an id). */
@Tag(name = "Refunds")
@Path("/refunds")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RefundsResource {

    @Inject
    private RefundQueries refunds;

    @Inject
    private RefundOrders orders;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "gift", "from", "to");
        var filter = new RefundFilter(
                asked.oneOf("status", RefundState.class),
                asked.text("gift"),
                asked.from("from", calendar),
                asked.to("to", calendar));
        return Wire.page(refunds.page(filter, asked.after(), asked.limit()), RefundsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(refunds.find(id).orElseThrow(() -> Answered.notFound("refund " + id)));
    }

    @POST
    @Path("{id: \\d{1,18}}/approve")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.REFUNDER})
    public JsonObject approve(@PathParam("id") long id) {
        orders.approve(id, caller.getUserPrincipal().getName());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/decline")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.REFUNDER})
    public JsonObject decline(@PathParam("id") long id) {
        orders.decline(id, caller.getUserPrincipal().getName());
        return item(id);
    }

    static JsonObject json(RefundView refund) {
        return Wire.object()
                .add("id", Wire.of(refund.id()))
                .add("gift", Wire.of(refund.gift()))
                .add("amount", Wire.of(refund.amount()))
                .add("reason", Wire.of(refund.reason()))
                .add("note", refund.note())
                .add("status", refund.state().name())
                .add("refund", Wire.of(refund.refund()))
                .add("refundStatus", Wire.of(refund.refundStatus()))
                .add("secondPerson", refund.secondPerson())
                .add("requestedBy", Wire.of(refund.requestedBy()))
                .add("at", Wire.of(refund.at()))
                .add("decidedBy", Wire.of(refund.decidedBy()))
                .add("decidedAt", Wire.of(refund.decidedAt()))
                .add("sentAt", Wire.of(refund.sentAt()))
                .add("attempts", refund.attempts())
                .add("trouble", Wire.of(refund.trouble()))
                .build();
    }
}
