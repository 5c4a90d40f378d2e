with given as (
    select sum(net) as amount from report_flow
    where dimension = 'DONOR' and donor_id is not null and month between :year and :month
    group by donor_id having sum(net) > 0)
select case when amount <= 10000 then 1 when amount <= 50000 then 2 when amount <= 500000 then 3
            when amount <= 5000000 then 4 else 5 end as band,
       count(*) as donors, sum(amount) as amount
from given
group by 1
