package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.almoner.reconcile.PayoutQueries;
import org.almoner.reconcile.PayoutView;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Payouts to the bank, the newest first. */
@Tag(name = "Payouts")
@Path("/payouts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PayoutsResource {

    private static final List<String> STATUSES = List.of("paid", "pending", "in_transit", "canceled", "failed");
    private static final List<String> PROOFS = List.of("OPEN", "ADDS_UP", "DOES_NOT_ADD_UP", "NOT_ITEMISED");

    @Inject
    private PayoutQueries payouts;

    @Inject
    private Calendar calendar;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "proof", "from", "to");
        var wanted = new PayoutQueries.Wanted(
                asked.oneOf("status", STATUSES),
                asked.oneOf("proof", PROOFS),
                asked.from("from", calendar),
                asked.to("to", calendar));
        return Wire.page(payouts.page(wanted, asked.after(), asked.limit()), PayoutsResource::json);
    }

    @GET
    @Path("{id}")
    public JsonObject item(@PathParam("id") String id) {
        return json(payouts.find(id).orElseThrow(() -> Answered.notFound("payout " + id)));
    }

    private static JsonObject json(PayoutView payout) {
        return Wire.object()
                .add("id", payout.id())
                .add("amount", Wire.of(payout.amount()))
                .add("status", payout.status())
                .add("automatic", payout.automatic())
                .add("method", Wire.of(payout.method()))
                .add("arrivalDate", Wire.of(payout.arrivalDate()))
                .add("proof", payout.proof())
                .add("itemsNet", Wire.of(payout.itemsNet()))
                .add("failureCode", Wire.of(payout.failureCode()))
                .add("traceId", Wire.of(payout.traceId()))
                .add("retriedBy", Wire.of(payout.retriedBy()))
                .add("createdAt", Wire.of(payout.createdAt()))
                .add("account", payout.account().isEmpty() ? JsonValue.NULL : Wire.of(payout.account()))
                .add("livemode", payout.livemode())
                .build();
    }
}
