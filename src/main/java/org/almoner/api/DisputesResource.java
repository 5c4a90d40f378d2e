package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.almoner.gift.DisputeFilter;
import org.almoner.gift.DisputeQueries;
import org.almoner.gift.DisputeStage;
import org.almoner.gift.DisputeView;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Disputes with the day an answer is due, the newest first. They are answered at Stripe. */
@Tag(name = "Disputes")
@Path("/disputes")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DisputesResource {

    @Inject
    private DisputeQueries disputes;

    @Inject
    private Calendar calendar;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "stage", "gift", "from", "to");
        var filter = new DisputeFilter(
                asked.oneOf("stage", DisputeStage.class),
                asked.text("gift"),
                asked.from("from", calendar),
                asked.to("to", calendar));
        return Wire.page(disputes.page(filter, asked.after(), asked.limit()), DisputesResource::json);
    }

    @GET
    @Path("{id}")
    public JsonObject item(@PathParam("id") String id) {
        return json(disputes.find(id).orElseThrow(() -> Answered.notFound("dispute " + id)));
    }

    private static JsonObject json(DisputeView dispute) {
        return Wire.object()
                .add("id", dispute.id())
                .add("gift", Wire.of(dispute.gift()))
                .add("charge", Wire.of(dispute.charge()))
                .add("amount", Wire.of(dispute.amount()))
                .add("status", dispute.status())
                .add("stage", dispute.stage().name())
                .add("reason", Wire.of(dispute.reason()))
                .add("due", Wire.of(dispute.due()))
                .add("withdrawn", dispute.withdrawn())
                .add("cameBack", Wire.of(dispute.cameBack()))
                .add("livemode", dispute.livemode())
                .add("openedAt", Wire.of(dispute.openedAt()))
                .build();
    }
}
