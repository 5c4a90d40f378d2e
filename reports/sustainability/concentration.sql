with given as (
    select donor_id, sum(net) as amount from report_flow
    where dimension = 'DONOR' and donor_id is not null and month between :year and :month
    group by donor_id having sum(net) > 0),
ranked as (select amount, row_number() over (order by amount desc, donor_id) as rank from given)
select count(*) as donors, coalesce(sum(amount), 0) as total,
       coalesce(sum(amount) filter (where rank <= 1), 0) as top1,
       coalesce(sum(amount) filter (where rank <= 5), 0) as top5,
       coalesce(sum(amount) filter (where rank <= 10), 0) as top10,
       coalesce(round(10000 * sum(amount * amount) / nullif(sum(amount) * sum(amount), 0), 4), 0) as hhi
from ranked
