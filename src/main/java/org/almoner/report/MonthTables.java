package org.almoner.report;

/** What the tables of a month are read by, for one legal entity ({@code :entity}) or, where that is null, for all. */
final class MonthTables {

    /** Whether a thing with a Stripe account is in the books that are meant; cheap enough to be asked of each. */
    static final String IN_ENTITY = "(cast(:entity as bigint) is null or coalesce((select s.legal_entity_id"
            + " from stripe_account_entity s where s.stripe_account = %s.stripe_account), 1) = :entity)";

    private MonthTables() {}

    static final String PAYOUTS = "select * from payout p where created_at >= :from and created_at < :to and "
            + IN_ENTITY.formatted("p") + " order by created_at, id";

    static final String EXCEPTIONS =
            """
            select x.kind, x.reference, x.currency, x.amount_minor, x.raised_on, x.resolved_on, x.detail,
                   r.resolved_by,
                   greatest(0, case when x.resolved_on is null then greatest(x.seen_on, c.counted_on) else x.resolved_on end
                       - (x.occurred_at at time zone :zone)::date) as age
            from settlement_exception x
            join exception_resolution r on r.exception_id = x.id
            cross join (select max(business_date) as counted_on from job_run
                        where job in ('nightly-close', 'monthly-close') and status = 'COMPLETED') c
            where (x.period = :period or exists (select from closed_exception z where z.period = :period and z.exception_id = x.id))
              and x.legal_entity_id = coalesce(:entity, x.legal_entity_id)
            order by x.resolved_on is not null, x.kind, x.reference
            """;

    static final String FEES =
            """
            select b.reporting_category, coalesce(lower(r.bucket), 'unexplained') as bucket, b.currency,
                   count(*) as transactions, sum(b.amount_minor) as amount_minor, sum(b.fee_minor) as fee_minor,
                   sum(b.net_minor) as net_minor
            from balance_transaction b
            left join posting_rule r on r.category = b.reporting_category
            where b.period = :period and <entity>
            group by b.reporting_category, r.bucket, b.currency
            order by b.currency, 2, 1
            """
                    .replace("<entity>", IN_ENTITY.formatted("b"));

    static final String CHECKS = "select * from close_check k where execution_id = :close and "
            + IN_ENTITY.formatted("k") + " order by position, stripe_account";
}
