package org.almoner.reconcile;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.almoner.gift.GiftFacts;
import org.almoner.gift.Ledger;
import org.jdbi.v3.core.Handle;

/**
 * The entries of links: those of a part carry the link's number in their keys, those after a link was taken apart the
 * how-manieth time that is.
 */
public final class LinkEntries {

    private LinkEntries() {}

    /** Keys of the entries that a balance transaction has beside those that all have: of links and write-offs. */
    public static List<String> keys(Handle handle, String transaction) {
        return handle.createQuery(KEYS)
                .bind("transaction", transaction)
                .mapTo(String.class)
                .list();
    }

    /** Lets refunds and disputes of a linked charge find its gift, as they would by its id. */
    static void adopt(Handle handle) {
        Set<String> found = new HashSet<>();
        for (String table : List.of("refund", "dispute")) {
            found.addAll(handle.createQuery(ADOPT.replace("<table>", table))
                    .mapTo(String.class)
                    .list());
        }
        GiftFacts.post(handle, found);
    }

    /**
     * Posts the other way round what the links of a balance transaction brought, while they still stand.
     *
     * @param handle inside a transaction that holds the ledger's lock
     */
    static void undo(Handle handle, String transaction) {
        Ledger.post(handle, UNDONE, update -> update.bind("transaction", transaction));
    }

    private static final String ADOPT =
            """
            update <table> r set gift_reference = l.gift
            from settlement_link l
            join balance_transaction b on b.id = l.balance_transaction
            where l.state = 'MADE' and not l.part and r.charge = b.source and r.stripe_account = b.stripe_account
              and r.gift_reference is null
            returning r.gift_reference
            """;

    private static final String KEYS =
            """
            with l as (select * from settlement_link where balance_transaction = :transaction)
            select :transaction || k || s.suffix || e
            from unnest(array[':gross', ':fee', ':exchange', ':suspense', ':suspense_fee']) k
            cross join (
                select '' as suffix
                union all select ':' || id from l where part
                union all select '~' || n from generate_series(1, (select count(*) from l where state = 'UNDONE')) n) s
            cross join unnest(array['', ':reversed', ':undone']) e
            where exists (select 1 from l) and (s.suffix <> '' or e = ':undone')
            union all
            select 'write_off:' || w.id || e
            from write_off w
            join settlement_exception x on x.id = w.exception_id
            cross join unnest(array['', ':reversed']) e
            where x.reference = :transaction
            """;

    private static final String UNDONE =
            """
            select p.key || ':undone' as key,
                   case p.kind when 'CHARGE' then 'CHARGE_UNLINKED' when 'CHARGE_FEE' then 'CHARGE_FEE_UNLINKED' else 'CORRECTION' end as kind,
                   c.role as debit_role, null::bigint as debit_fund, d.role as credit_role, null::bigint as credit_fund,
                   p.amount, p.currency, p.gift_id, p.reference, p.occurred_at, t.stripe_account, t.livemode
            from balance_transaction t
            join settlement_link l on l.balance_transaction = t.id and l.state = 'MADE'
            cross join lateral (
                select coalesce('~' || nullif(count(*), 0), '') as suffix from settlement_link u
                where u.balance_transaction = t.id and u.state = 'UNDONE') turn
            join ledger_posting p on p.key in (
                select t.id || k || coalesce(':' || case when l.part then l.id end, turn.suffix)
                from unnest(array[':gross', ':fee', ':exchange']) k)
            join ledger_account d on d.id = p.debit_id
            join ledger_account c on c.id = p.credit_id
            where t.id = :transaction
            """;
}
