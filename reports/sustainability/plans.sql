-- Plans that ran at an instant, each with the newest amount and rhythm agreed by then, as money a month: each plan's in
-- whole minor units, half of one and more rounded up, as its movements have it (plan_statement.monthly_minor).
with agreed as (
    select distinct on (plan_id) * from plan_schedule where since < :until order by plan_id, since desc),
running as (
    select agreed.currency,
           round(agreed.amount_minor * cast(case agreed.interval_unit when 'WEEK' then 52 when 'DAY' then 365 else 1 end as numeric)
                 / (case agreed.interval_unit when 'MONTH' then 1 else 12 end * agreed.interval_count)) as monthly
    from agreed join recurring_plan plan on plan.id = agreed.plan_id
    where not agreed.paused and plan.started_at < :until
      and (plan.ended_at >= :until
           or plan.ended_at is null and plan.status in ('active', 'past_due', 'trialing'))),
summed as (select currency, count(*) as plans, sum(monthly) as monthly from running group by currency)
select coalesce(sum(plans), 0) as plans,
       coalesce(sum(plans) filter (where rate.settled is null), 0) as apart,
       coalesce(round(sum(monthly * rate.settled / rate.received)), 0) as monthly
from summed left join report_rate rate on rate.currency = summed.currency and rate.month = :month
