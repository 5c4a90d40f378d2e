package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * One of Stripe's lists, read page by page from the newest backwards until everything since the last sweep was seen,
 * with an overlap. A page that is written twice changes nothing; how far the sweep came is noted only with its last
 * page, by Stripe's clock and not by ours.
 */
public interface Sweep {

    /** Its name in the job definition. */
    String list();

    /** Reads the page at a position; asks Stripe, so there must be no transaction that others wait for. */
    Page read(Position from);

    /** Writes a page, inside the transaction that also notes the position after it. */
    void write(Handle handle, Page page);

    /** A page and where to go on after it. */
    record Page(List<JsonObject> items, Position next) {}

    /**
     * Where a sweep is.
     *
     * @param account whose list it is; null in what an older release kept, when there was but one without a name
     * @param began when this sweep began, by our clock
     * @param since how far back it wants to go; null for as far as Stripe has
     * @param newest the newest thing it saw, by Stripe's clock; null while it saw none
     * @param after the cursor of the last page; null before the first
     * @param phase lists that are read in several ways count them here
     */
    record Position(
            String account, Instant began, Instant since, Instant newest, String after, int phase, boolean ended)
            implements Serializable {

        private static final long serialVersionUID = 1;

        Position to(StripeApi.Page page, Instant seen, boolean end) {
            return new Position(
                    account,
                    began,
                    since,
                    newest == null || seen != null && seen.isAfter(newest) ? seen : newest,
                    page.items().isEmpty() ? after : page.last(),
                    phase,
                    end);
        }

        Position inPhase(int next, String cursor) {
            return new Position(account, began, since, newest, cursor, next, false);
        }

        Position atEnd() {
            return new Position(account, began, since, newest, after, phase, true);
        }
    }
}
