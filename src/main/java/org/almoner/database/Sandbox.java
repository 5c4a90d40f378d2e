package org.almoner.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The books of accounts whose money is not real, in a schema of their own beside the live books: whatever reads the live
 * ones cannot see them, and whoever wants to see them says so. Everything in them comes from their events and from Stripe,
 * so when the live tables have changed they are made anew, with the events they had.
 */
@ApplicationScoped
public class Sandbox {

    private static final BookSchema SCHEMA = new BookSchema("sandbox");

    /** Its events, wherever one stands. */
    public static final String INBOX = SCHEMA.table("stripe_event");

    /** What the live books have that gifts are made for. */
    private static final List<String> SHARED =
            List.of("books", "stripe_account_entity", "posting_rule", "affiliate", "fund", "campaign", "appeal");

    private Transactions transactions;
    private volatile Boolean open;

    protected Sandbox() {}

    @Inject
    public Sandbox(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Makes the books if they are needed and not there, and anew if they are of another release.
     *
     * @param needed whether an account keeps its books there
     */
    public void prepare(boolean needed) {
        open = transactions.inNew(handle -> {
            // two nodes that start together
            handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended('sandbox', 0))) as locked")
                    .mapTo(Integer.class)
                    .one();
            boolean there = exists(handle);
            if (there ? !isOfThisRelease(handle) : needed) {
                make(handle, there);
            }
            return there || needed;
        });
    }

    private static void make(Handle handle, boolean anew) {
        if (anew) {
            handle.execute("drop schema if exists sandbox_before cascade");
            handle.execute("alter schema sandbox rename to sandbox_before");
        }
        SCHEMA.make(handle);
        // nothing is closed in these books
        SCHEMA.copy(handle, "legal_entity", "true", "closed_through");
        for (String table : SHARED) {
            SCHEMA.copy(handle, table, "true");
        }
        if (anew) {
            SCHEMA.copyFrom(
                    handle,
                    "sandbox_before",
                    "stripe_event",
                    "true",
                    "status",
                    "attempts",
                    "next_at",
                    "handled_at",
                    "error");
            handle.execute("drop schema sandbox_before cascade");
        }
        handle.execute("comment on schema sandbox is '" + release(handle) + "'");
    }

    private static boolean exists(Handle handle) {
        return handle.createQuery("select to_regnamespace('sandbox') is not null")
                .mapTo(Boolean.class)
                .one();
    }

    private static boolean isOfThisRelease(Handle handle) {
        return handle.createQuery("select obj_description(to_regnamespace('sandbox'), 'pg_namespace')")
                .mapTo(String.class)
                .findOne()
                .filter(release(handle)::equals)
                .isPresent();
    }

    /** The migrations that made the live tables. */
    private static String release(Handle handle) {
        return handle.createQuery("select max(installed_rank)::text from public.flyway_schema_history where success")
                .mapTo(String.class)
                .one();
    }

    /** Whether there are such books. */
    public boolean open() {
        if (open == null) {
            open = transactions.inNew(Sandbox::exists);
        }
        return open;
    }

    /** Transactions in which they are the only books. */
    public Transactions books() {
        return SCHEMA.within(transactions);
    }
}
