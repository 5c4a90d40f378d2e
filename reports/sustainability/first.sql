-- The month in which each donor first gave something that was kept; all of history, because "new" means never before.
create temporary table report_first as
select coalesce(merged.survivor, gift.donor_id) as donor_id,
       cast(date_trunc('month', min(gift.received_at) at time zone :zone) as date) as month
from gift
left join report_merged merged on merged.id = gift.donor_id
where gift.donor_id is not null
  and gift.received_minor - gift.refunded_minor - gift.disputed_minor - gift.charged_back_minor > 0
group by 1
