select fund.code, fund.name, fund.restriction as kind, sum(net) as net, sum(gifts) as gifts
from report_flow join fund on fund.id = report_flow.fund_id
where dimension = 'FUND' and month between :year and :month
group by fund.id
having sum(gifts) <> 0 or sum(net) <> 0
order by sum(net) desc, fund.code
