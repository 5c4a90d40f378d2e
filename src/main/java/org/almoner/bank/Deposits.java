package org.almoner.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Map;
import org.almoner.affiliate.LegalEntity;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Money on its way to the bank. Stripe's payouts are here by themselves; what somebody takes to the bank, or expects there,
 * is recorded. The entry that brings it into {@code BANK_IN_TRANSIT} is made by whoever keeps its gifts.
 */
@ApplicationScoped
public class Deposits {

    private static final int LONGEST_REFERENCE = 100;

    /** What somebody brings to the bank. */
    public enum Kind {
        CHEQUES,
        CASH,
        TRANSFER
    }

    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;

    protected Deposits() {}

    @Inject
    public Deposits(Transactions transactions, Calendar calendar, AuditTrail trail) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
    }

    /**
     * Records a deposit.
     *
     * @param reference of the slip or transfer, as the bank may write it; no two have the same
     * @param amount negative where the money leaves the bank
     * @param expectedOn the day of the slip
     * @param account id of the bank account it goes to, whose legal entity it is; null where all of its currency are of
     *     the same one
     * @throws Rejection if a value does not hold
     */
    public long record(Kind kind, String reference, Money amount, LocalDate expectedOn, Long account, String actor) {
        var faults = new ArrayList<Fault>();
        if (kind == null) {
            faults.add(new Fault("kind", "write one of CHEQUES, CASH, TRANSFER"));
        }
        if (reference == null
                || reference.isBlank()
                || reference.strip().length() > LONGEST_REFERENCE
                || reference.strip().startsWith("po_")) {
            faults.add(new Fault(
                    "reference",
                    "write the number of the slip or transfer, in at most " + LONGEST_REFERENCE
                            + " characters; payouts of Stripe's are here by themselves"));
        }
        if (amount == null || amount.minor() == 0) {
            faults.add(new Fault("amount", "write an amount that is not zero"));
        }
        if (expectedOn == null || expectedOn.isAfter(calendar.today().plusYears(1))) {
            faults.add(new Fault("expectedOn", "write the day of the slip, such as 2026-11-19"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
        return transactions.inNew(handle -> {
            long id = handle.createQuery(RECORD)
                    .bind("entity", entity(handle, account, amount.currency()))
                    .bind("kind", kind.name())
                    .bind("reference", reference.strip())
                    .bind("amount", amount.minor())
                    .bind("currency", amount.currency())
                    .bind("expected", expectedOn)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() ->
                            Rejection.duplicate("reference", "a deposit with this reference is recorded already"));
            trail.record(
                    actor,
                    "deposit.recorded",
                    "deposit",
                    String.valueOf(id),
                    Map.of("reference", reference.strip(), "amount", amount.toString()));
            return id;
        });
    }

    /** Whose money it will be: that of the account it goes to. */
    private static long entity(Handle handle, Long account, String currency) {
        if (account != null) {
            return BankAccounts.find(handle, account)
                    .filter(each -> each.currency().equals(currency))
                    .orElseThrow(() -> Rejection.invalid("account", "there is no such bank account in " + currency))
                    .legalEntity();
        }
        var owners = handle.createQuery(
                        "select distinct legal_entity_id from bank_account where currency = ? and active")
                .bind(0, currency)
                .mapTo(Long.class)
                .list();
        if (owners.size() > 1) {
            throw Rejection.invalid(
                    "account", "several legal entities have a bank account in " + currency + "; say to which it goes");
        }
        return owners.isEmpty() ? LegalEntity.FIRST : owners.get(0);
    }

    /**
     * Takes a deposit back that was recorded by mistake.
     *
     * @throws Rejection if it is a payout, or was ever matched
     */
    public void withdraw(long id, String actor) {
        transactions.inNew(handle -> {
            String reference = handle.createQuery("select reference from deposit where id = ?")
                    .bind(0, id)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("deposit " + id));
            int gone = handle.execute(
                    "delete from deposit d where id = ? and payout_id is null"
                            + " and not exists (select 1 from bank_match_deposit p where p.deposit_id = d.id)",
                    id);
            if (gone == 0) {
                throw Rejection.duplicate("id", "it is a payout of Stripe's or was matched with a bank line; it stays");
            }
            trail.record(actor, "deposit.withdrawn", "deposit", String.valueOf(id), Map.of("reference", reference));
            return null;
        });
    }

    /** Keeps deposits as the payouts are. Payouts of a test mode reach no bank where there are real ones. */
    static void refresh(Handle handle, ZoneId zone) {
        handle.createUpdate(REFRESH)
                .bind("zone", zone.getId())
                .bind("shortest", SHORTEST_NAME)
                .execute();
    }

    /** A name with fewer letters and digits may stand in any text. */
    private static final int SHORTEST_NAME = 8;

    private static final String RECORD =
            """
            insert into deposit (legal_entity_id, kind, reference, amount_minor, currency, expected_on, named, recorded_by, recorded_at)
            select :entity, :kind, :reference, :amount, :currency, :expected,
                   case when length(n.name) >= 8 then n.name end, :actor, :now
            from (select regexp_replace(upper(:reference), '[^A-Z0-9]', '', 'g') as name) n
            on conflict (reference) do nothing returning id
            """;

    private static final String REFRESH =
            """
            insert into deposit as d (kind, reference, amount_minor, currency, expected_on, legal_entity_id, livemode, payout_id,
                                      named, traced, needed)
            select k.kind, p.id || k.suffix, k.direction * p.amount_minor, p.currency,
                   case k.kind when 'PAYOUT' then coalesce(p.arrival_date, (p.created_at at time zone :zone)::date)
                               else (coalesce(back.created_at, p.arrival_date::timestamp at time zone :zone, p.created_at) at time zone :zone)::date end,
                   coalesce(e.legal_entity_id, 1), p.livemode, p.id,
                   case when length(n.name) >= :shortest then n.name end,
                   case when length(n.trace) >= :shortest then n.trace end,
                   (p.livemode or not exists (select 1 from payout where livemode))
                   and (k.kind = 'PAYOUT' and p.status not in ('failed', 'canceled')
                        or p.status = 'failed' and exists (
                            select 1 from deposit other
                            join bank_match_deposit o on o.deposit_id = other.id
                            join bank_match m on m.id = o.match_id and m.state = 'MADE'
                            where other.payout_id = p.id and other.kind <> k.kind))
            from payout p
            join (values ('PAYOUT', '', 1), ('PAYOUT_RETURNED', ':returned', -1)) k (kind, suffix, direction)
                on k.kind = 'PAYOUT' or p.status = 'failed'
            cross join lateral (select regexp_replace(upper(p.id), '[^A-Z0-9]', '', 'g') as name,
                                       regexp_replace(upper(p.trace_id), '[^A-Z0-9]', '', 'g') as trace) n
            left join balance_transaction back on back.id = p.failure_balance_transaction
            left join stripe_account_entity e on e.stripe_account = p.stripe_account
            where p.amount_minor <> 0
            on conflict (reference) do update set
                expected_on = excluded.expected_on, legal_entity_id = excluded.legal_entity_id, traced = excluded.traced,
                needed = excluded.needed
            where (d.expected_on, d.legal_entity_id, d.traced, d.needed)
                  is distinct from (excluded.expected_on, excluded.legal_entity_id, excluded.traced, excluded.needed)
            """;
}
