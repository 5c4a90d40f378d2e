package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.metrics.annotation.Gauge;

/**
 * The intake's alarms for whoever watches servers: {@code /metrics}, scope {@code application}. Each is read from the
 * database when it is asked for, so all nodes say the same. What cannot be known yet is −1.
 */
@ApplicationScoped
public class ArrivalGauges {

    private static final long UNKNOWN = -1;

    private Arrivals arrivals;

    protected ArrivalGauges() {}

    @Inject
    ArrivalGauges(Arrivals arrivals) {
        this.arrivals = arrivals;
    }

    /** Makes the bean when the application starts: gauges are registered with it. */
    void begin(@Observes @Initialized(ApplicationScoped.class) Object application) {
        // being called is all
    }

    /** Seconds since the newest webhook came. */
    @Gauge(name = "intake_silence", absolute = true, unit = "seconds", description = "Since the newest webhook came")
    public long silence() {
        var state = arrivals.state();
        return seconds(state.newestAt(), state.now());
    }

    /** Seconds of silence from which on it is an alarm, learnt from the account's own history. */
    @Gauge(
            name = "intake_silence_limit",
            absolute = true,
            unit = "seconds",
            description = "How long a silence is usual")
    public long silenceLimit() {
        Duration limit = arrivals.state().quietAfter();
        return limit == null ? UNKNOWN : limit.toSeconds();
    }

    /** Seconds that the oldest event waits to be worked off; 0 when none waits. */
    @Gauge(
            name = "intake_oldest_wait",
            absolute = true,
            unit = "seconds",
            description = "How long the oldest event waits to be worked off")
    public long oldestWait() {
        var state = arrivals.state();
        return state.oldestAt() == null ? 0 : seconds(state.oldestAt(), state.now());
    }

    /** Events that could not be understood, counted up to a cap. */
    @Gauge(name = "intake_parked", absolute = true, unit = "none", description = "Events that wait for people")
    public long parked() {
        return arrivals.state().parked();
    }

    /** Requirements that the endpoint at Stripe does not meet. */
    @Gauge(
            name = "intake_endpoint_broken",
            absolute = true,
            unit = "none",
            description = "What is wrong with the endpoint")
    public long broken() {
        return arrivals.state().broken();
    }

    private static long seconds(Instant since, Instant now) {
        return since == null ? UNKNOWN : Duration.between(since, now).toSeconds();
    }
}
