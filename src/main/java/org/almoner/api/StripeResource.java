package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.almoner.reconcile.Arrivals;
import org.almoner.reconcile.StripeEndpoint;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether Stripe's webhooks come and are worked off, and what was found about the endpoint they come through. */
@Tag(name = "Stripe connection")
@Path("/stripe/endpoint")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StripeResource {

    @Inject
    private StripeEndpoint endpoint;

    @Inject
    private Arrivals arrivals;

    @GET
    public JsonObject state() {
        var state = arrivals.state();
        var all = endpoint.accounts();
        var accounts = Wire.array();
        all.forEach(account -> accounts.add(account(account)));
        var traffic = Wire.array();
        arrivals.traffic()
                .forEach(seen -> traffic.add(Wire.object()
                        .add("traffic", seen.traffic().name())
                        .add("newestAt", Wire.of(seen.newestAt()))
                        .add("events", seen.events())));
        // what is said of an account stands here for the first of them, which is the only one almost everywhere
        var first = all.get(0);
        return asked(first.name())
                .add("url", endpoint.url())
                .add("key", first.hasKey())
                .add("secrets", first.secretEnds().size())
                .add("accounts", accounts)
                .add("alarms", Wire.of(state.alarms()))
                .add("newestAt", Wire.of(state.newestAt()))
                .add("quietAfterSeconds", seconds(state))
                .add("waiting", state.waiting())
                .add("oldestWaitingAt", Wire.of(state.oldestAt()))
                .add("parked", state.parked())
                .add("traffic", traffic)
                .build();
    }

    private JsonObjectBuilder account(StripeEndpoint.Account account) {
        var secrets = Wire.array();
        account.secretEnds().forEach(end -> secrets.add(Wire.object().add("endsAt", Wire.of(end))));
        return asked(account.name())
                .add("name", account.name())
                .add("livemode", account.live() == null ? JsonValue.NULL : Wire.of(account.live()))
                .add("sandbox", account.sandbox())
                .add("key", account.hasKey())
                .add("secrets", secrets);
    }

    /** What was found when Stripe was asked about an account, and how far its lists were read. */
    private JsonObjectBuilder asked(String account) {
        var found = endpoint.findings(account);
        var requirements = Wire.array();
        found.forEach(finding -> requirements.add(Wire.object()
                .add("requirement", finding.requirement().name())
                .add("outcome", finding.outcome().name())
                .add("detail", finding.detail())));
        var sweeps = Wire.array();
        endpoint.marks(account)
                .forEach(mark ->
                        sweeps.add(Wire.object().add("list", mark.list()).add("reached", Wire.of(mark.reached()))));
        return Wire.object()
                .add(
                        "askedAt",
                        found.isEmpty() ? JsonValue.NULL : Wire.of(found.get(0).askedAt()))
                .add("requirements", requirements)
                .add("sweeps", sweeps);
    }

    private static JsonValue seconds(Arrivals.State state) {
        return state.quietAfter() == null
                ? JsonValue.NULL
                : Wire.of(state.quietAfter().toSeconds());
    }
}
