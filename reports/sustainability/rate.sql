-- What one minor unit of a currency was worth in the organisation's, month by month: Stripe's own conversions of that
-- month, weighted; without any, those of the nearest earlier month, else of the nearest later one.
create temporary table report_rate as
with seen as (
    select currency, cast(date_trunc('month', received_at at time zone :zone) as date) as month,
           sum(settled_minor) as settled, sum(received_minor) as received
    from gift
    where settled_currency = :base and currency <> :base and received_minor > 0 and settled_minor > 0
      and received_at >= :since and received_at < :until
    group by 1, 2)
select wanted.currency, cast(months.month as date) as month, nearest.settled, nearest.received
from (select distinct currency from seen) wanted
cross join generate_series(cast(:first as timestamp), cast(:last as timestamp), interval '1 month') months (month)
cross join lateral (
    select settled, received from seen
    where seen.currency = wanted.currency
    order by seen.month <= cast(months.month as date) desc, abs(seen.month - cast(months.month as date))
    limit 1) nearest
union all
select :base, cast(month as date), 1, 1
from generate_series(cast(:first as timestamp), cast(:last as timestamp), interval '1 month') months (month)
