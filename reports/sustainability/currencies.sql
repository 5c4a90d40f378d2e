select currency, converted, sum(gifts) as gifts, sum(own_gross) as own_gross, sum(own_net) as own_net, sum(net) as net
from report_flow
where dimension = 'CURRENCY' and month between :year and :month
group by currency, converted
having sum(gifts) <> 0 or sum(own_gross) <> 0 or sum(own_net) <> 0
order by currency <> :base, converted desc, sum(net) desc, currency
