select affiliate.code, affiliate.name, affiliate.country as kind, sum(net) as net, sum(gifts) as gifts
from report_flow join affiliate on affiliate.id = report_flow.affiliate_id
where dimension = 'AFFILIATE' and month between :year and :month
group by affiliate.id
having sum(gifts) <> 0 or sum(net) <> 0
order by sum(net) desc, affiliate.code
