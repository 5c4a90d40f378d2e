package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Begins and ends episodes of failure by what is known of plans and instalments now. An episode begins with an instalment
 * of a running plan that was tried in vain and after which none was paid; the first instalment of all is none, as there the
 * donor was present. It ends when any instalment is paid, when the plan ends, or when nothing is left to pay.
 */
@ApplicationScoped
public class Failures {

    private Transactions transactions;
    private Calendar calendar;

    protected Failures() {}

    @Inject
    public Failures(Transactions transactions, Calendar calendar) {
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /** Brings the episodes up to date; doing so again changes nothing. */
    public void refresh() {
        transactions.inNew(handle -> {
            run(handle, END);
            run(handle, BEGIN);
            run(handle, CLASSIFY);
            return run(handle, LAPSE);
        });
    }

    private int run(Handle handle, String sql) {
        var update = handle.createUpdate(sql);
        update.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        return update.bind("now", calendar.now())
                .bind("today", calendar.today())
                .bind("zone", calendar.zone().getId())
                .execute();
    }

    private static final String END =
            """
            update plan_failure f set ended_at = :now, ending = e.ending
            from plan_failure_ending e where f.id = e.id and e.ending is not null
            """;

    /** Why an instalment failed: what its newest failed charge says, or else its payment. */
    private static final String REASON =
            """
            left join lateral (
                select coalesce(c.decline_code, c.failure_code, s.failure_code) as code
                from stripe_invoice_payment ip
                left join stripe_payment s on s.payment_intent = ip.payment_intent
                left join charge c on c.gift_reference = ip.payment_intent and c.status = 'failed'
                where ip.invoice = i.id and coalesce(c.decline_code, c.failure_code, s.failure_code) is not null
                order by c.created_at desc nulls last, c.id limit 1) r on true
            left join decline_code d on d.code = r.code
            """;

    private static final String BEGIN =
            """
            insert into plan_failure (plan_id, invoice, class, code, first_failed_at)
            select distinct on (p.id) p.id, i.id, coalesce(d.class, 'UNKNOWN'), r.code,
                   coalesce((select min(c.created_at) from stripe_invoice_payment ip
                             join charge c on c.gift_reference = ip.payment_intent
                             where ip.invoice = i.id and c.status = 'failed'), i.created_at, :now)
            from stripe_invoice i join recurring_plan p on p.reference = i.subscription
            REASON
            where i.status = 'open' and i.attempts > 0 and i.amount_due_minor > 0
              and i.billing_reason is distinct from 'subscription_create'
              and p.ended_at is null and p.status in ('active', 'trialing', 'past_due', 'unpaid', 'paused')
              and not exists (select from stripe_invoice o where o.subscription = p.reference and o.status = 'paid'
                                and o.paid_at >= i.created_at)
              and not exists (select from plan_failure f where f.plan_id = p.id and (f.ended_at is null or f.invoice = i.id))
            order by p.id, i.created_at nulls last, i.id
            on conflict do nothing
            """
                    .replace("REASON", REASON);

    // what becomes known later counts as long as nothing was done about it; then the reason stays what the donor was
    // told
    private static final String CLASSIFY =
            """
            update plan_failure f set class = n.class, code = n.code
            from (select f.id, coalesce(d.class, 'UNKNOWN') as class, r.code
                  from plan_failure f join stripe_invoice i on i.id = f.invoice
                  REASON
                  where f.ended_at is null and r.code is not null
                    and not exists (select from plan_failure_step s where s.failure_id = f.id)) n
            where f.id = n.id and (f.class, f.code) is distinct from (n.class, n.code)
            """
                    .replace("REASON", REASON);

    private static final String LAPSE =
            """
            with lapsed as (
                update plan_failure f set lapsed_at = :now
                from decline_class c
                where c.code = f.class and c.enabled and f.ended_at is null and f.lapsed_at is null
                  and cast(f.first_failed_at at time zone :zone as date) + c.grace_days < :today
                returning f.plan_id)
            update recurring_plan p set unmoved = true from lapsed where p.id = lapsed.plan_id
            """;
}
