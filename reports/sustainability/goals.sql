select cast(campaign.sdg as text) as code, '' as name, null as kind, sum(net) as net, sum(gifts) as gifts
from report_flow left join campaign on campaign.id = report_flow.campaign_id
where dimension = 'CAMPAIGN' and month between :year and :month
group by campaign.sdg
having sum(gifts) <> 0 or sum(net) <> 0
order by sum(net) desc, campaign.sdg
