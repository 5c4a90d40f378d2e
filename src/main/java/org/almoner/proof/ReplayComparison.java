package org.almoner.proof;

import org.jdbi.v3.core.Handle;

/**
 * Compares the ledger of a replay with the live one, and keeps what differs.
 *
 * <p>Entries are compared by key, kind, accounts, amount and currency. What is left on either side is compared once more
 * by what it comes to for each thing and account: the live ledger learned some things late and says them in two entries,
 * such as a suspense and its resolution, where the replay knows them at once.
 */
final class ReplayComparison {

    /** So many differences are kept; more are counted. */
    static final int MOST_KEPT = 1_000;

    private ReplayComparison() {}

    /**
     * @param handle inside a transaction of the live books
     * @param all whether everything was replayed; else only what the replay made must be in the live ledger
     */
    static void run(Handle handle, long replay, boolean all) {
        String schema = "replay_" + replay;
        handle.execute("delete from replay_difference where replay_id = ?", replay);
        handle.execute("analyze " + schema + ".ledger_posting");
        handle.execute(SIDES_TABLE);
        handle.execute(FOUND_TABLE);
        handle.createUpdate(LEFT.replace("<entries>", entries("public", true) + " and " + KNOWN_THEN)
                        .replace("<others>", entries(schema, all))
                        .replace("<side>", "ONLY_LIVE")
                        .replace("<wanted>", all ? "true" : "false"))
                .bind("id", replay)
                .execute();
        handle.createUpdate(LEFT.replace("<entries>", entries(schema, all))
                        .replace("<others>", entries("public", all))
                        .replace("<side>", "ONLY_REPLAYED")
                        .replace("<wanted>", all ? "true" : "w.kind <> 'FUND_CHANGED'"))
                .bind("id", replay)
                .execute();
        handle.createUpdate(MOVED_ON).bind("id", replay).execute();
        handle.execute("analyze replay_left");
        handle.execute(FOUND);
        handle.createUpdate((all ? GIFTS : GIFTS_OF_SOME).replace("<schema>", schema))
                .bind("id", replay)
                .execute();
        handle.createUpdate(KEEP).bind("id", replay).bind("most", MOST_KEPT).execute();
        handle.createUpdate(CONCLUDE.replace("<schema>", schema))
                .bind("id", replay)
                .execute();
        handle.execute("truncate replay_left, replay_found");
    }

    /** The entries of a ledger by what they mean; a replay of some events knows too little to tell the fund. */
    private static String entries(String schema, boolean funds) {
        return ENTRIES.replace("<schema>", schema).replace("<funds>", funds ? "" : " and false");
    }

    private static final String SIDES_TABLE =
            """
            create temporary table if not exists replay_left (
                side text, key text, kind text, reference text, debit text, credit text, amount bigint, currency text,
                moved boolean default false) on commit delete rows
            """;

    private static final String FOUND_TABLE =
            """
            create temporary table if not exists replay_found (
                kind text, reference text, key text, entry_kind text, debit text, credit text, amount bigint, currency text,
                field text, live text, replayed text) on commit delete rows
            """;

    /** Entries of gifts that were keyed by hand, of bank lines, of write-offs and of what a person linked come from no event and are no part of this. */
    private static final String ENTRIES =
            """
            select p.id, p.key, p.kind, p.reference, p.amount, p.currency::text as currency,
                   d.role || coalesce(' ' || df.code, '') || coalesce(' ' || nullif(d.stripe_account, ''), '')
                       || case when d.livemode then '' else ' (test)' end as debit,
                   c.role || coalesce(' ' || cf.code, '') || coalesce(' ' || nullif(c.stripe_account, ''), '')
                       || case when c.livemode then '' else ' (test)' end as credit
            from <schema>.ledger_posting p
            join <schema>.ledger_account d on d.id = p.debit_id
            join <schema>.ledger_account c on c.id = p.credit_id
            left join <schema>.fund df on df.id = d.fund_id<funds>
            left join <schema>.fund cf on cf.id = c.fund_id<funds>
            left join <schema>.gift g on g.id = p.gift_id
            where g.found_by is distinct from 'KEYED' and p.kind not in ('BANK', 'BANK_DIFFERENCE', 'BANK_UNDONE', 'WRITE_OFF', 'WRITE_OFF_REVERSED', 'RELEASE',
                'RELEASE_UNDONE', 'PLEDGE', 'PLEDGE_PAID', 'PLEDGE_UNPAID', 'PLEDGE_WRITTEN_OFF')
              and not exists (select 1 from public.settlement_link k where k.balance_transaction = p.reference)""";

    private static final String KNOWN_THEN = "p.id <= (select last_posting from public.replay where id = :id)";

    private static final String LEFT =
            """
            insert into replay_left (side, key, kind, reference, debit, credit, amount, currency)
            select '<side>', w.key, w.kind, w.reference, w.debit, w.credit, w.amount, w.currency
            from (<entries>) w
            left join (<others>) o on o.key = w.key and o.kind = w.kind and o.debit = w.debit and o.credit = w.credit
                and o.amount = w.amount and o.currency = w.currency
            where o.key is null and <wanted> and :id > 0
            """;

    /** What the live ledger has gone on with since is left out: nobody replayed what made it. */
    private static final String MOVED_ON =
            """
            update replay_left l set moved = true
            where l.reference in (select p.reference from public.ledger_posting p
                                  where p.id > (select last_posting from public.replay where id = :id))
            """;

    private static final String FOUND =
            """
            insert into replay_found (kind, reference, key, entry_kind, debit, credit, amount, currency)
            select l.side, l.reference, l.key, l.kind, l.debit, l.credit, l.amount, l.currency
            from replay_left l
            where not l.moved and l.reference in (
                select reference from (
                    select reference, debit as account, currency, case side when 'ONLY_LIVE' then amount else -amount end as moved
                    from replay_left
                    union all
                    select reference, credit, currency, case side when 'ONLY_LIVE' then -amount else amount end
                    from replay_left) m
                group by reference, account, currency having sum(moved) <> 0)
            """;

    private static final String GIFTS =
            """
            insert into replay_found (kind, reference, field, live, replayed)
            select 'GIFT', coalesce(g.reference, r.reference), d.field, d.live, d.replayed
            from (select * from public.gift where found_by <> 'KEYED'
                  and begun_at <= (select started_at from public.replay where id = :id)) g
            full join <schema>.gift r on r.reference = g.reference
            cross join lateral (values
                ('reference', g.reference, r.reference),
                ('status', g.status, r.status),
                ('amount', g.amount_minor || ' ' || g.currency, r.amount_minor || ' ' || r.currency),
                ('refunded', g.refunded_minor::text, r.refunded_minor::text),
                ('fee', g.fee_minor || ' ' || g.settled_currency, r.fee_minor || ' ' || r.settled_currency),
                ('net', g.net_minor || ' ' || g.settled_currency, r.net_minor || ' ' || r.settled_currency),
                ('payout', g.payout_id, r.payout_id)) d (field, live, replayed)
            where d.live is distinct from d.replayed
              and (d.field = 'reference' or g.reference is not null and r.reference is not null)
              and not exists (select 1 from public.settlement_link k where k.gift in (g.reference, r.reference))
              and coalesce(g.reference, r.reference) not in (
                  select x.reference from public.gift x join public.ledger_posting p on p.gift_id = x.id
                  where p.id > (select last_posting from public.replay where id = :id))
            """;

    /** Some events make some gifts, which must be there with the same amount. */
    private static final String GIFTS_OF_SOME =
            """
            insert into replay_found (kind, reference, field, live, replayed)
            select 'GIFT', r.reference, d.field, d.live, d.replayed
            from <schema>.gift r
            left join public.gift g on g.reference = r.reference
            cross join lateral (values
                ('reference', g.reference, r.reference),
                ('amount', g.amount_minor || ' ' || g.currency, r.amount_minor || ' ' || r.currency)) d (field, live, replayed)
            where d.live is distinct from d.replayed and (d.field = 'reference' or g.reference is not null) and :id > 0
            """;

    private static final String KEEP =
            """
            insert into replay_difference (replay_id, position, kind, reference, entry_key, entry_kind, debit, credit,
                                           amount_minor, currency, field, live, replayed)
            select :id, row_number() over (order by f.reference, f.kind, f.key, f.field), f.kind, f.reference, f.key,
                   f.entry_kind, f.debit, f.credit, f.amount, f.currency, f.field, f.live, f.replayed
            from replay_found f
            order by 2 limit :most
            """;

    private static final String CONCLUDE =
            """
            update replay set
                entries = (select count(*) from <schema>.ledger_posting),
                gifts = (select count(*) from <schema>.gift),
                same = (select count(*) from <schema>.ledger_posting)
                     - (select count(*) from replay_left where side = 'ONLY_REPLAYED'),
                moved_on = (select count(distinct reference) from replay_left where moved),
                other_way = (select count(*) from replay_left l where not l.moved)
                          - (select count(*) from replay_found where kind <> 'GIFT'),
                differing = (select count(*) from replay_found)
            where id = :id
            """;
}
