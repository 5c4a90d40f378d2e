package org.almoner.reconcile;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.almoner.money.Money;
import org.almoner.reconcile.LinkSuggestion.Key;
import org.almoner.reconcile.LinkSuggestion.Veto;
import org.jdbi.v3.core.Handle;

/**
 * Looks for the gifts that a balance transaction may settle: what Stripe said of its charge is read for ids, addresses and
 * names, then gifts of the same amount within three days are looked at. Where both sides carry ids of Stripe's that differ,
 * it cannot be, however alike they are.
 */
final class LinkSuggestions {

    private static final int MOST = 20;

    private LinkSuggestions() {}

    /** The surest first, what cannot be last. */
    static List<LinkSuggestion> of(Handle handle, String transaction) {
        return select(handle, transaction, List.of());
    }

    /** What there is to say of these gifts; those that do not exist are missing. */
    static List<LinkSuggestion> of(Handle handle, String transaction, Collection<String> gifts) {
        return select(handle, transaction, gifts);
    }

    private static List<LinkSuggestion> select(Handle handle, String transaction, Collection<String> gifts) {
        return handle.createQuery(FIND)
                .bind("transaction", transaction)
                .bind("any", gifts.isEmpty())
                .bindArray("gifts", String.class, gifts.toArray())
                .bind("most", gifts.isEmpty() ? MOST : gifts.size())
                .map((row, context) -> read(row))
                .list();
    }

    private static LinkSuggestion read(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        var received = row.getTimestamp("received_at");
        var veto = row.getString("veto");
        return new LinkSuggestion(
                row.getString("reference"),
                new Money(row.getLong("amount_minor"), currency),
                new Money(row.getLong("left_minor"), currency),
                received == null ? null : received.toInstant(),
                row.getString("donor"),
                Key.values()[row.getInt("rank")],
                veto == null ? null : Veto.valueOf(veto));
    }

    /** Bytes that are no ASCII are left as they are written; ids and addresses have none. */
    private static final String FIND =
            """
            with t as (select * from balance_transaction where id = :transaction),
            said as (
                select coalesce((select description from t), '') || ' ' || coalesce(string_agg(encode(e.body, 'escape'), ' '), '') as text
                from (select e.body from stripe_event e join t on e.object_id = t.source order by e.seq desc limit 5) e),
            word as materialized (
                select distinct m[1] as word from said
                cross join lateral regexp_matches(said.text, '[A-Za-z0-9_.@+-]{4,100}', 'g') m),
            payment as (
                select coalesce((select c.gift_reference from charge c join t on c.id = t.source),
                                (select (regexp_match(text, '"payment_intent"\\s*:\\s*"(pi_[A-Za-z0-9_]+)"'))[1] from said)) as id),
            found as (
                select g.id from gift g where g.reference = any (:gifts)
                union
                (select g.id from gift g
                 where :any and g.reference in (select word from word union all select id from payment) limit :most)
                union
                (select g.id from gift g join t on t.currency = g.currency and t.amount_minor = g.amount_minor
                 where :any and g.received_minor > 0 and g.settled_minor is null
                   and g.received_at between t.created_at - interval '3 days' and t.created_at + interval '3 days'
                 order by abs(extract(epoch from g.received_at - t.created_at)) limit :most)),
            judged as (
                select g.*, d.name as donor, l.left_minor,
                       case when g.reference = (select id from payment) then 0
                            when g.reference in (select word from word) then 1
                            when s.similar and (d.email_key in (select lower(word) from word)
                                 or length(d.name) > 3 and position(lower(d.name) in (select lower(text) from said)) > 0) then 2
                            when s.similar then 3 else 4 end as rank,
                       case when g.stripe_account <> t.stripe_account or g.livemode <> t.livemode then 'ACCOUNT'
                            when g.reference like 'pi\\_%' and g.reference <> (select id from payment) then 'OTHER_PAYMENT'
                            when exists (select 1 from charge c where c.gift_reference = g.reference and c.status = 'succeeded'
                                         and c.id <> t.source) then 'OTHER_CHARGE'
                            when g.received_minor = 0 then 'NOT_RECEIVED'
                            when l.left_minor <= 0 then 'SETTLED' end as veto,
                       abs(extract(epoch from g.received_at - t.created_at)) as apart
                from found f
                join gift g on g.id = f.id
                cross join t
                left join donor d on d.id = g.donor_id
                cross join lateral (
                    select case when g.settled_minor is null then g.amount_minor
                                when g.settled_currency = g.currency then g.amount_minor - g.settled_minor else 0 end as left_minor) l
                cross join lateral (
                    select g.currency = t.currency and g.amount_minor = t.amount_minor
                           and g.received_at between t.created_at - interval '3 days' and t.created_at + interval '3 days' as similar) s)
            select * from judged order by veto is not null, rank, apart, reference limit :most
            """;
}
