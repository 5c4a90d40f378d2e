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
import org.almoner.giftaid.GiftStanding;
import org.almoner.giftaid.GiftStandings;
import org.almoner.giftaid.Refusal;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How gifts to charities under Gift Aid stand, the newest first, with every reason why one cannot be claimed on. */
@Tag(name = "Gift Aid")
@Path("/gift-aid/gifts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftAidGiftsResource {

    @Inject
    private GiftStandings standings;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "entity", "donor", "state", "refusal", "from", "to");
        var wanted = new GiftStandings.Wanted(
                asked.text("entity"),
                asked.number("donor"),
                asked.oneOf("state", GiftStanding.State.class),
                asked.oneOf("refusal", Refusal.class),
                asked.day("from"),
                asked.day("to"));
        return Wire.page(standings.page(wanted, asked.after(), asked.limit()), GiftAidGiftsResource::json);
    }

    @GET
    @Path("{reference}")
    public JsonObject item(@PathParam("reference") String reference) {
        return json(standings
                .find(reference)
                .orElseThrow(() -> Answered.notFound("gift " + reference + " to a charity under Gift Aid")));
    }

    private static JsonObject json(GiftStanding gift) {
        return Wire.object()
                .add("gift", gift.gift())
                .add("donor", Wire.of(gift.donor()))
                .add("entity", gift.entity())
                .add("receivedOn", Wire.of((Object) gift.receivedOn()))
                .add("claimBy", Wire.of((Object) gift.claimBy()))
                .add("amount", Wire.of(gift.amount()))
                .add("state", gift.state().name())
                .add(
                        "refusals",
                        Wire.of(gift.refusals().stream().map(Enum::name).toList()))
                .add("declaration", Wire.of(gift.declaration()))
                .add("claim", Wire.of(gift.claim()))
                .build();
    }
}
