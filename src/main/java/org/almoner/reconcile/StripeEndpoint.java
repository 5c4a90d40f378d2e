package org.almoner.reconcile;

import java.time.Instant;
import java.util.List;
import org.almoner.database.Rejection;

/** Watches over the webhook endpoint at Stripe that feeds the inbox, and puts it right when an administrator says so. */
public interface StripeEndpoint {

    /** What the endpoint has to be. */
    enum Requirement {
        /** Stripe told us its endpoints; without that nothing else is known. */
        READABLE,
        /** One of them has our address. */
        PRESENT,
        /** It is not disabled; Stripe does that itself after nine days of failures. */
        ENABLED,
        /** It sends events in the shape of the API version that our library speaks. */
        VERSION,
        /** It sends all types of {@link Traffic#needed}. */
        EVENTS,
        /** No other endpoint sends the same to us once more. */
        ONCE
    }

    /** A step that puts the endpoint right. */
    enum Step {
        CREATE,
        /** Gives an endpoint that Almoner made the address it has now. */
        MOVE,
        ADD_EVENTS,
        ENABLE,
        DISABLE
    }

    /**
     * One change at Stripe.
     *
     * @param endpoint id of the endpoint; null for one that is to be created
     * @param url the address it has or gets
     * @param types the types of events that come to those it sends
     */
    record Change(Step step, String endpoint, String url, List<String> types) {}

    /**
     * What would be done.
     *
     * @param seen stands for exactly these changes; hand it back to have them done
     */
    record Plan(List<Change> changes, String seen) {}

    /**
     * What was done.
     *
     * @param secret the signing secret of an endpoint that was created; told this once and kept nowhere; null otherwise
     * @param failure why the rest was not done, or null when everything was
     */
    record Done(List<Change> changes, String secret, String failure) {}

    /**
     * A Stripe account of ours, as it is set.
     *
     * @param name "" for the one without
     * @param live whether its key is for real money; null if it does not say
     * @param sandbox whether its money is not what the books are about, and is kept beside them
     * @param hasKey whether there is a key to ask Stripe with
     * @param secretEnds of each of its signing secrets when it ends; null in it for one that does not
     */
    record Account(String name, Boolean live, boolean sandbox, boolean hasKey, List<Instant> secretEnds) {

        /** Whether anything is known of it. */
        public boolean isSet() {
            return hasKey || !secretEnds.isEmpty();
        }
    }

    /** Those that are set, the one without a name first; that one also when it is the only one, and not set. */
    List<Account> accounts();

    /** What was found when an account was last asked: all requirements in their order; none before the first time. */
    List<EndpointFindings.Finding> findings(String account);

    /** How far the sweeps of an account's lists have come. */
    List<Arrivals.Mark> marks(String account);

    /** The address Stripe has to send to, the same for all. */
    String url();

    /** Asks Stripe about every account and keeps what it found; Stripe's not answering, or refusing, is a finding and no failure. */
    void check();

    /**
     * What has to be changed, asked of Stripe now; nothing is changed.
     *
     * @throws Rejection when there is no such account, or Stripe does not say how things are
     */
    Plan plan(String account);

    /**
     * Makes the changes, each with a line in the audit trail, and checks again.
     *
     * @param seen of the plan that somebody agreed to
     * @param actor the staff member's e-mail address
     * @throws Rejection when things at Stripe are not any more as they were in that plan, or Stripe does not say
     */
    Done change(String account, String seen, String actor);
}
