package org.almoner.reconcile;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import org.almoner.database.Rejection;
import org.almoner.money.Money;
import org.almoner.reconcile.WriteOff.Change;
import org.almoner.reconcile.WriteOff.Figure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What of the books stands behind an exception, and what a write-off would make of it. */
final class WriteOffSubjects {

    private WriteOffSubjects() {}

    /**
     * An exception as far as giving it up goes.
     *
     * @param amountMinor the exception's own, minor units of its currency
     * @param account where its money stands; null where none does
     * @param postedMinor what a write-off would debit to {@code WRITE_OFFS}; null where nobody knows
     * @param basisMinor by how much a gift or refund and all that settles it differ; null for other kinds
     * @param booked the month in which the entry would count
     */
    record Subject(
            long id,
            ExceptionKind kind,
            boolean open,
            long amountMinor,
            String currency,
            long entity,
            LocalDate period,
            String account,
            Long postedMinor,
            Long basisMinor,
            Long giftId,
            String stripeAccount,
            boolean livemode,
            LocalDate happened,
            LocalDate booked) {

        /** By what it is judged whether a second person is needed: what is posted, or what is accepted. */
        Money matters() {
            return new Money(account == null ? amountMinor : postedMinor, currency);
        }

        boolean same(WriteOff asked) {
            return postedMinor == asked.posted().minor()
                    && currency.equals(asked.posted().currency())
                    && Objects.equals(account, asked.account());
        }
    }

    /** Keeps others from changing the exception until the transaction ends. */
    static void hold(Handle handle, long exception) {
        handle.createQuery("select id from settlement_exception where id = ? for update")
                .bind(0, exception)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("exception " + exception));
    }

    /** @throws Rejection if there is no such exception, it is over, or a write-off would make the books wrong */
    static Subject find(Handle handle, long exception) {
        Subject subject = handle.createQuery(SUBJECT.replace("<basis>", BASIS))
                .bind("id", exception)
                .map(ConstructorMapper.of(Subject.class))
                .findOne()
                .orElseThrow(() -> Rejection.unknown("exception " + exception));
        if (!subject.open) {
            throw Rejection.duplicate("status", "it is over; only an open exception can be written off");
        }
        switch (subject.kind) {
            case BANK_LINE_UNMATCHED, PAYOUT_NOT_IN_BANK ->
                throw Rejection.duplicate(
                        "kind",
                        "match it under Bank, and say there where a difference goes or that it is none of ours");
            case CURRENCY_MISMATCH ->
                throw Rejection.duplicate(
                        "kind",
                        "the two sides are in different currencies and no rate is known, so nobody can say how much to"
                                + " write off; correct the gift or ask Stripe for the rate");
            default -> refuseUnknown(subject);
        }
        return subject;
    }

    private static void refuseUnknown(Subject subject) {
        if (subject.postedMinor == null) {
            throw Rejection.duplicate(
                    "kind",
                    "the books do not have it as it was raised, so nobody can say how much to write off; run the nightly"
                            + " close and look again");
        }
    }

    static WriteOff.Preview preview(Handle handle, Subject subject, boolean secondPerson) {
        var posted = new Money(subject.postedMinor, subject.currency);
        boolean entry = subject.account != null;
        YearMonth booked = YearMonth.from(entry ? subject.booked : subject.period);
        YearMonth happened = YearMonth.from(subject.happened);
        return handle.createQuery(MONTH)
                .bind("id", subject.id)
                .map((row, context) -> new WriteOff.Preview(
                        subject.id,
                        subject.account,
                        posted,
                        booked,
                        entry && booked.isAfter(happened) ? happened : null,
                        entry
                                ? List.of(
                                        figure(handle, subject, "WRITE_OFFS", posted.minor()),
                                        figure(handle, subject, subject.account, -posted.minor()))
                                : List.of(),
                        new Change<>(row.getLong("open"), row.getLong("open") - 1),
                        new Change<>(
                                Reconciliation.Status.valueOf(row.getString("status")),
                                row.getLong("blocking") == 0
                                        ? Reconciliation.Status.BALANCED
                                        : Reconciliation.Status.OPEN),
                        secondPerson))
                .one();
    }

    private static Figure figure(Handle handle, Subject subject, String account, long change) {
        long before = handle.createQuery(MOVED)
                .bind("role", account)
                .bind("booked", subject.booked)
                .bind("entity", subject.entity)
                .bind("currency", subject.currency)
                .mapTo(Long.class)
                .one();
        return new Figure(account, new Money(before, subject.currency), new Money(before + change, subject.currency));
    }

    /**
     * Of money that nobody explained, all of it stands in {@code UNEXPLAINED}; of an amount that differs, the difference
     * between what the books expect and what Stripe settled stands in {@code STRIPE_RECEIVABLE}; of a gift that Stripe does
     * not have, all that was not given back since.
     */
    private static final String SUBJECT =
            """
            select x.id, x.kind, x.resolved_on is null as open, x.amount_minor, x.currency, x.legal_entity_id as entity, x.period,
                   case when x.kind in ('UNSETTLED', 'PAYOUT_DOES_NOT_ADD_UP') then null
                        when x.kind in ('AMOUNT_MISMATCH', 'MISSING_AT_STRIPE') and b.posted_minor <> 0 then 'STRIPE_RECEIVABLE'
                        when b.posted_minor <> 0 then 'UNEXPLAINED' end as account,
                   case when x.kind in ('UNSETTLED', 'PAYOUT_DOES_NOT_ADD_UP') then 0 else b.posted_minor end as posted_minor, n.basis_minor,
                   case when x.kind in ('AMOUNT_MISMATCH', 'MISSING_AT_STRIPE') then g.id end as gift_id,
                   coalesce(t.stripe_account, g.stripe_account, '') as stripe_account,
                   coalesce(t.livemode, g.livemode, true) as livemode, m.month as happened,
                   greatest(m.month, (e.closed_through + interval '1 month')::date) as booked
            from settlement_exception x
            join legal_entity e on e.id = x.legal_entity_id
            cross join lateral (
                select date_trunc('month', x.occurred_at at time zone (select zone from books))::date as month) m
            left join balance_transaction t on t.id = x.reference
            left join gift g on g.id = x.gift_id
            left join refund re on re.id = t.source
            cross join lateral (select <basis> as basis_minor) n
            cross join lateral (
                select case
                    when x.kind in ('MISSING_GIFT', 'ORPHAN_REVERSAL', 'UNKNOWN_CATEGORY') and t.match = 'SUSPENSE'
                        then -t.amount_minor
                    when x.kind = 'AMOUNT_MISMATCH' and t.match = 'MATCHED' and coalesce(re.currency, g.currency) = t.currency
                         and (re.id is not null or g.received_minor = g.amount_minor)
                        then n.basis_minor - coalesce((
                            select case when re.id is null then sum(w.posted_minor) end from write_off w join settlement_exception y on y.id = w.exception_id
                            where w.gift_id = g.id and w.state = 'MADE' and y.kind = x.kind and y.reference <> x.reference
                              and exists (select 1 from settlement_link l
                                          where l.balance_transaction = y.reference and l.gift = g.reference)), 0)::bigint
                    when x.kind = 'MISSING_AT_STRIPE' and g.settled_minor is null then (
                        select coalesce(sum(case when d.role = 'STRIPE_RECEIVABLE' then p.amount else 0 end
                                            - case when c.role = 'STRIPE_RECEIVABLE' then p.amount else 0 end), 0)::bigint
                        from ledger_posting p
                        join ledger_account d on d.id = p.debit_id
                        join ledger_account c on c.id = p.credit_id
                        where p.gift_id = g.id) end as posted_minor) b
            where x.id = :id
            """;

    /** Of an exception {@code x} about an amount: by how much the gift or refund and all that settles it differ. */
    static final String BASIS =
            """
            (select case when br.id is not null then sign(bt.amount_minor)::bigint * br.amount_minor - bt.amount_minor
                         else bg.amount_minor - coalesce(
                             (select sum(l.amount_minor) from settlement_link l where l.gift = bg.reference and l.state = 'MADE'),
                             bt.amount_minor)::bigint end
             from balance_transaction bt
             left join refund br on br.id = bt.source
             left join gift bg on bg.id = bt.gift_id
             where bt.id = x.reference and x.kind = 'AMOUNT_MISMATCH')
            """;

    private static final String MONTH =
            """
            select coalesce(p.status, 'OPEN') as status, o.open, o.blocking
            from settlement_exception x
            left join settlement_period p on p.legal_entity_id = x.legal_entity_id and p.period = x.period
            cross join lateral (
                select count(*) as open,
                       count(*) filter (where y.id <> x.id
                           and y.kind not in ('UNSETTLED', 'BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK')) as blocking
                from settlement_exception y
                where y.period = x.period and y.legal_entity_id = x.legal_entity_id and y.resolved_on is null) o
            where x.id = :id
            """;

    private static final String MOVED =
            """
            select coalesce(sum(case d.role when :role then p.amount else 0 end - case c.role when :role then p.amount else 0 end),
                            0)::bigint
            from ledger_posting p
            join ledger_account d on d.id = p.debit_id
            join ledger_account c on c.id = p.credit_id
            where p.booked_month = :booked and p.legal_entity_id = :entity and p.currency = :currency and :role in (d.role, c.role)
            """;
}
