-- Plans that ran at an instant, each with the newest amount and rhythm agreed by then, as money a month.
with agreed as (
    select distinct on (plan_id) * from plan_schedule where since < :until order by plan_id, since desc),
running as (
    select agreed.currency,
           agreed.amount_minor * case agreed.interval_unit
               when 'YEAR' then cast(1 as numeric) / 12 when 'MONTH' then 1
               when 'WEEK' then cast(52 as numeric) / 12 else cast(365 as numeric) / 12 end
               / agreed.interval_count as monthly
    from agreed join recurring_plan plan on plan.id = agreed.plan_id
    where not agreed.paused and plan.started_at < :until
      and (plan.ended_at >= :until
           or plan.ended_at is null and plan.status in ('active', 'past_due', 'trialing'))),
summed as (select currency, count(*) as plans, sum(monthly) as monthly from running group by currency)
select coalesce(sum(plans), 0) as plans,
       coalesce(sum(plans) filter (where rate.settled is null), 0) as apart,
       coalesce(round(sum(monthly * rate.settled / rate.received)), 0) as monthly
from summed left join report_rate rate on rate.currency = summed.currency and rate.month = :month
