select month, sum(gross) as gross, sum(refunded) as refunded, sum(disputed) as disputed, sum(net) as net,
       coalesce(sum(net) filter (where recurring), 0) as recurring,
       sum(gifts) as gifts, coalesce(sum(converted_gifts), 0) as converted_gifts
from report_flow
where dimension = 'CURRENCY' and month between :previous and :month
group by month
