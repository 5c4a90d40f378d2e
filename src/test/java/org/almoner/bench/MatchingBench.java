package org.almoner.bench;

import org.almoner.reconcile.Matching;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The nightly matching of balance transactions that are already fetched, beside the bare SQL that joins the same rows
 * and writes as many.
 */
final class MatchingBench {

    private static final int CHUNK = 10_000;

    private final Jdbi jdbi;
    private final int rows;

    MatchingBench(Jdbi jdbi, int rows) {
        this.jdbi = jdbi;
        this.rows = rows;
    }

    /** Makes the gifts, charges and balance transactions of one more round. */
    void prepare(int round) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate(GIFTS).bind("round", round).bind("rows", rows).execute();
            handle.createUpdate(CHARGES).bind("round", round).bind("rows", rows).execute();
            handle.createUpdate(INCOME).bind("round", round).execute();
            handle.createUpdate(BALANCE).bind("round", round).bind("rows", rows).execute();
        });
        jdbi.useHandle(handle -> handle.execute("vacuum analyze gift, charge, balance_transaction, ledger_posting"));
    }

    /** Seconds that the matching of a round takes, in nanoseconds. */
    long match() {
        long start = System.nanoTime();
        String after = "";
        for (int count = CHUNK; count > 0; ) {
            String from = after;
            Matching.Chunk chunk = jdbi.inTransaction(handle -> Matching.next(handle, from, CHUNK));
            after = chunk.last();
            count = chunk.count();
        }
        return System.nanoTime() - start;
    }

    /** The bare join and write of the same round, in nanoseconds. */
    long bare(int round) {
        jdbi.useHandle(handle -> handle.execute("drop table if exists bare"));
        jdbi.useHandle(
                handle -> handle.execute(
                        "create table bare (key text primary key, gift_id bigint, amount bigint, currency char(3), at timestamptz)"));
        long start = System.nanoTime();
        jdbi.useTransaction(
                handle -> handle.createUpdate(BARE).bind("round", round).execute());
        return System.nanoTime() - start;
    }

    /** How many balance transactions of all rounds are matched. */
    long matched() {
        return jdbi.withHandle((Handle handle) -> handle.createQuery(
                        "select count(*) from balance_transaction where match = 'MATCHED'")
                .mapTo(Long.class)
                .one());
    }

    private static final String GIFTS =
            """
            insert into gift (reference, livemode, affiliate_id, fund_id, amount_minor, currency, attempt, received_at, found_by, begun_at)
            select 'pi_' || :round || '_' || i, false, 1, 1, 2500, 'EUR', 'SUCCEEDED', now(), 'WEBHOOK', now()
            from generate_series(1, :rows) i
            """;

    private static final String CHARGES =
            """
            insert into charge (id, stripe_account, livemode, gift_reference, amount_minor, currency, status, created_at)
            select 'ch_' || :round || '_' || i, '', false, 'pi_' || :round || '_' || i, 2500, 'EUR', 'succeeded', now()
            from generate_series(1, :rows) i
            """;

    private static final String INCOME =
            """
            update gift set received_minor = amount_minor where reference like 'pi_' || :round || '\\_%'
            """;

    private static final String BALANCE =
            """
            insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency, type,
                                             reporting_category, source, charge, status, created_at, period, fetched_at)
            select 'txn_' || :round || '_' || i, '', false, 2500, 63, 2437, 'EUR', 'charge', 'charge', 'ch_' || :round || '_' || i,
                   'ch_' || :round || '_' || i, 'available', now(), date_trunc('month', now())::date, now()
            from generate_series(1, :rows) i
            """;

    private static final String BARE =
            """
            insert into bare
            select t.id || leg.name, g.id, case leg.name when ':gross' then t.amount_minor else t.fee_minor end, t.currency, t.created_at
            from balance_transaction t
            join charge c on c.id = t.charge
            join gift g on g.reference = c.gift_reference
            cross join (values (':gross'), (':fee')) as leg (name)
            where t.id like 'txn_' || :round || '\\_%'
            """;
}
