package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.almoner.reconcile.Arrivals;
import org.almoner.reconcile.EndpointFindings;
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
    private EndpointFindings findings;

    @Inject
    private Arrivals arrivals;

    @GET
    public JsonObject state() {
        var found = findings.newest();
        var state = arrivals.state();
        var requirements = Wire.array();
        found.forEach(finding -> requirements.add(Wire.object()
                .add("requirement", finding.requirement().name())
                .add("outcome", finding.outcome().name())
                .add("detail", finding.detail())));
        var traffic = Wire.array();
        arrivals.traffic()
                .forEach(seen -> traffic.add(Wire.object()
                        .add("traffic", seen.traffic().name())
                        .add("newestAt", Wire.of(seen.newestAt()))
                        .add("events", seen.events())));
        var sweeps = Wire.array();
        arrivals.marks()
                .forEach(mark ->
                        sweeps.add(Wire.object().add("list", mark.list()).add("reached", Wire.of(mark.reached()))));
        return Wire.object()
                .add("url", endpoint.url())
                .add("key", endpoint.hasKey())
                .add("secrets", endpoint.secrets())
                .add(
                        "askedAt",
                        found.isEmpty() ? JsonValue.NULL : Wire.of(found.get(0).askedAt()))
                .add("requirements", requirements)
                .add("alarms", Wire.of(state.alarms()))
                .add("newestAt", Wire.of(state.newestAt()))
                .add("quietAfterSeconds", seconds(state))
                .add("waiting", state.waiting())
                .add("oldestWaitingAt", Wire.of(state.oldestAt()))
                .add("parked", state.parked())
                .add("traffic", traffic)
                .add("sweeps", sweeps)
                .build();
    }

    private static JsonValue seconds(Arrivals.State state) {
        return state.quietAfter() == null
                ? JsonValue.NULL
                : Wire.of(state.quietAfter().toSeconds());
    }
}
