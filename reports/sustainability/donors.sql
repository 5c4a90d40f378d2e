-- The year and the one before it, donor by donor, summed into the classes of the report.
with given as (
    select donor_id,
           coalesce(sum(net) filter (where month >= :year), 0) as now,
           coalesce(sum(net) filter (where month < :year), 0) as past,
           coalesce(sum(apart) filter (where month >= :year), 0) as apart_now,
           coalesce(sum(apart) filter (where month < :year), 0) as apart_past
    from report_flow
    where dimension = 'DONOR' and donor_id is not null and month between :previous and :month
    group by donor_id),
known as (
    select now, past, now > 0 or apart_now > 0 as gives, past > 0 or apart_past > 0 as gave,
           coalesce(report_first.month < :previous, false) as before
    from given left join report_first using (donor_id)),
classed as (
    select *, case when gives and gave then 'RETAINED' when gives and before then 'RECAPTURED' when gives then 'NEW'
                   when gave then 'LAPSED' else 'NEITHER' end as class
    from known)
select count(*) filter (where gives) as active,
       count(*) filter (where gave) as previous,
       count(*) filter (where class = 'NEW') as new,
       count(*) filter (where class = 'RECAPTURED') as recaptured,
       count(*) filter (where class = 'RETAINED') as retained,
       count(*) filter (where class = 'LAPSED') as lapsed,
       count(*) filter (where gave and not before) as new_previous,
       count(*) filter (where class = 'RETAINED' and not before) as new_retained,
       count(*) filter (where class = 'RETAINED' and now > past) as upgraded,
       count(*) filter (where class = 'RETAINED' and now < past) as downgraded,
       count(*) filter (where class = 'RETAINED' and now = past) as same,
       (select count(*) from report_first where month < :previous)
           - count(*) filter (where gave and before) as lapsed_pool,
       coalesce(sum(now) filter (where class = 'NEW'), 0) as gain_new,
       coalesce(sum(now) filter (where class = 'RECAPTURED'), 0) as gain_recaptured,
       coalesce(sum(now - past) filter (where class = 'RETAINED' and now > past), 0) as gain_upgraded,
       coalesce(sum(past - now) filter (where class = 'RETAINED' and now < past), 0) as loss_downgraded,
       coalesce(sum(past) filter (where class = 'LAPSED'), 0) as loss_lapsed,
       coalesce(sum(case class when 'NEW' then -past when 'RECAPTURED' then -past when 'LAPSED' then now
                               when 'NEITHER' then now - past end), 0) as late,
       coalesce(sum(now) filter (where class = 'RETAINED'), 0) as retained_now,
       coalesce(sum(past) filter (where class = 'RETAINED'), 0) as retained_past,
       coalesce(sum(now) filter (where gives), 0) as given_now
from classed
