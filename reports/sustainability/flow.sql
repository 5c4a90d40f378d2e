-- One pass over the postings of the window, summed by month along every dimension that the report shows. Money is in the
-- organisation's currency: as it is; or at the rate at which Stripe converted this very gift; or at the month's rate.
-- What has no rate stays out of the sums and is kept apart, with its sign, so that its giver still counts as a giver.
create temporary table report_flow as
with posted as (
    select gift_id, cast(date_trunc('month', occurred_at at time zone :zone) as date) as month,
           count(*) filter (where kind = 'GIFT') - count(*) filter (where kind = 'GIFT_REVERSED') as gifts,
           sum(case kind when 'GIFT' then amount when 'GIFT_REVERSED' then -amount else 0 end) as gross,
           sum(case kind when 'REFUND' then amount when 'REFUND_FAILED' then -amount else 0 end) as refunded,
           sum(case kind when 'DISPUTE' then amount when 'DISPUTE_WON' then -amount when 'DISPUTE_WON_LATE' then -amount
                    else 0 end) as disputed
    from ledger_posting
    where kind in ('GIFT', 'GIFT_REVERSED', 'REFUND', 'REFUND_FAILED', 'DISPUTE', 'DISPUTE_WON', 'DISPUTE_WON_LATE')
      and gift_id is not null and occurred_at >= :since and occurred_at < :until
    group by 1, 2),
own as (
    select coalesce(merged.survivor, gift.donor_id) as donor_id, posted.month, gift.currency, gift.recurring,
           gift.fund_id, gift.campaign_id, gift.affiliate_id,
           posted.gifts, posted.gross, posted.refunded, posted.disputed,
           case when stripes.own then gift.settled_minor else rate.settled end as settled,
           case when stripes.own then coalesce(nullif(gift.received_minor, 0), gift.amount_minor) else rate.received end
               as received
    from posted
    join gift on gift.id = posted.gift_id
    cross join lateral (
        select gift.currency <> :base and gift.settled_currency = :base and gift.settled_minor > 0
               and coalesce(nullif(gift.received_minor, 0), gift.amount_minor) > 0 as own) stripes
    left join report_merged merged on merged.id = gift.donor_id
    left join report_rate rate on rate.currency = gift.currency
         and rate.month = greatest(cast(:first as date),
                                   cast(date_trunc('month', gift.received_at at time zone :zone) as date))),
valued as (
    select *, settled is not null as converted,
           coalesce(round(gross * settled / received), 0) as base_gross,
           coalesce(round(refunded * settled / received), 0) as base_refunded,
           coalesce(round(disputed * settled / received), 0) as base_disputed
    from own)
select case grouping(donor_id, currency, fund_id, campaign_id, affiliate_id)
           when 15 then 'DONOR' when 23 then 'CURRENCY' when 27 then 'FUND' when 29 then 'CAMPAIGN' when 30 then 'AFFILIATE'
       end as dimension,
       month, donor_id, currency, recurring, converted, fund_id, campaign_id, affiliate_id,
       sum(gifts) as gifts,
       sum(gifts) filter (where converted) as converted_gifts,
       sum(base_gross) as gross,
       sum(base_refunded) as refunded,
       sum(base_disputed) as disputed,
       sum(base_gross - base_refunded - base_disputed) as net,
       sum(gross) as own_gross,
       sum(gross - refunded - disputed) as own_net,
       coalesce(sum(gross - refunded - disputed) filter (where not converted), 0) as apart
from valued
group by grouping sets ((month, donor_id), (month, currency, recurring, converted), (month, fund_id),
                        (month, campaign_id), (month, affiliate_id))
