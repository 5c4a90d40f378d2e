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
import org.almoner.database.Page;
import org.almoner.database.Sandbox;
import org.almoner.gift.GiftFilter;
import org.almoner.gift.GiftQueries;
import org.almoner.gift.GiftStatus;
import org.almoner.gift.GiftView;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Gifts, the newest first; nobody writes them here. Those of a sandbox are listed with {@code test=true} alone. */
@Tag(name = "Gifts")
@Path("/gifts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftsResource {

    @Inject
    private GiftQueries gifts;

    @Inject
    private Sandbox sandbox;

    @Inject
    private Calendar calendar;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "reference", "donor", "campaign", "status", "from", "to", "q", "test");
        var filter = new GiftFilter(
                asked.text("reference"),
                asked.number("donor"),
                asked.text("campaign"),
                asked.oneOf("status", GiftStatus.class),
                asked.from("from", calendar),
                asked.to("to", calendar),
                asked.text("q"));
        if (!Boolean.TRUE.equals(asked.flag("test"))) {
            return Wire.page(gifts.page(filter, asked.after(), asked.limit()), GiftsResource::json);
        }
        // without a sandbox there is nothing of test mode, which is no mistake of who asks
        var page = sandbox.open()
                ? gifts.over(sandbox.books()).page(filter, asked.after(), asked.limit())
                : Page.<GiftView>cut(List.of(), asked.limit(), gift -> "");
        return Wire.page(page, GiftsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var gift = gifts.find(id).orElseThrow(() -> Answered.notFound("gift " + id));
        var warnings = Wire.array();
        gifts.warnings(gift.reference())
                .forEach(warning -> warnings.add(Wire.object()
                        .add("id", warning.id())
                        .add("kind", warning.kind())
                        .add("state", warning.state())
                        .add("reason", Wire.of(warning.reason()))
                        .add("at", Wire.of(warning.at()))));
        return Wire.object(json(gift)).add("warnings", warnings).build();
    }

    private static JsonObject json(GiftView gift) {
        return Wire.object()
                .add("id", gift.id())
                .add("reference", gift.reference())
                .add("donor", donor(gift.donor()))
                .add("campaign", named(gift.campaign()))
                .add("fund", named(gift.fund()))
                .add("appeal", named(gift.appeal()))
                .add("affiliate", named(gift.affiliate()))
                .add("amount", Wire.of(gift.amount()))
                .add("fee", Wire.of(gift.fee()))
                .add("net", Wire.of(gift.net()))
                .add("refunded", Wire.of(gift.refunded()))
                .add("status", gift.status().name())
                .add("recurring", gift.recurring())
                .add("paymentMethod", Wire.of(gift.paymentMethod()))
                .add("receivedAt", Wire.of(gift.receivedAt()))
                .add("payout", Wire.of(gift.payout()))
                .add("receipts", Wire.of(gift.receipts()))
                .add("account", gift.account().isEmpty() ? JsonValue.NULL : Wire.of(gift.account()))
                .add("livemode", gift.livemode())
                .build();
    }

    private static JsonValue donor(GiftView.Donor donor) {
        return donor == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("id", donor.id())
                        .add("name", donor.name())
                        .add("email", Wire.of(donor.email()))
                        .build();
    }

    private static JsonValue named(GiftView.Named named) {
        return named == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("code", named.code())
                        .add("name", named.name())
                        .build();
    }
}
