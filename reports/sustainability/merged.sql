-- Which donor a merged donor has become, chains followed to their end.
create temporary table report_merged as
with recursive chain (id, survivor, steps) as (
    select id, merged_into, 1 from donor where merged_into is not null
    union all
    select chain.id, donor.merged_into, chain.steps + 1
    from chain join donor on donor.id = chain.survivor
    where donor.merged_into is not null and chain.steps < 20)
select distinct on (id) id, survivor from chain order by id, steps desc
