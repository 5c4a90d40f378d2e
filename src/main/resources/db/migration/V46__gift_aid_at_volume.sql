-- The questions of Gift Aid in a form that the planner can take apart, so that a list of the newest gifts looks at those and no
-- others, and a claim of a hundred thousand gifts is drafted in seconds.

create or replace function accounting_period_end(of_day date, end_month integer, end_day integer) returns date
language sql immutable as $$
    select case when of_day <= least(make_date(extract(year from of_day)::integer, end_month, 1) + (end_day - 1),
                                     (make_date(extract(year from of_day)::integer, end_month, 1) + interval '1 month')::date - 1)
                then least(make_date(extract(year from of_day)::integer, end_month, 1) + (end_day - 1),
                           (make_date(extract(year from of_day)::integer, end_month, 1) + interval '1 month')::date - 1)
                else least(make_date(extract(year from of_day)::integer + 1, end_month, 1) + (end_day - 1),
                           (make_date(extract(year from of_day)::integer + 1, end_month, 1) + interval '1 month')::date - 1) end
$$;

drop function gift_aid_covering(bigint, bigint, bigint, date);

-- The declaration that covers a gift: one that can be shown before one that cannot, then the newest.
create function gift_aid_covering(of_gift bigint, of_donor bigint, of_entity bigint, received date)
returns table (declaration_id bigint, proved boolean, sent_on date) language sql stable as $$
    select d.id, d.proved, d.sent_on
    from gift_aid_standing d
    where d.donor_id = of_donor and d.legal_entity_id = of_entity
      and (d.gift_id = of_gift or received between d.valid_from and coalesce(d.valid_to, 'infinity'))
      and (d.cancelled_on is null or received < d.cancelled_on)
    order by d.proved desc, d.id desc
    limit 1
$$;

-- With the columns that lists are ordered and found by, so that they need not join the gifts a second time.
drop function gift_aid_gifts(text, date);
create function gift_aid_gifts(in_zone text, today date) returns table (
    gift_id bigint, reference text, received_at timestamptz, currency text, legal_entity_id bigint, donor_id bigint,
    donor_name text, received_on date, period_end date, amount_minor bigint, declaration_id bigint, reasons text[])
language sql stable as $$
select g.id, g.reference, g.received_at, g.currency::text, i.legal_entity_id, g.donor_id, d.name, f.received_on, f.period_end, f.amount_minor, c.declaration_id,
       array_remove(array[
           case when g.donor_id is null then 'ANONYMOUS' end,
           case when d.kind = 'ORGANISATION' then 'COMPANY' end,
           case when lower(g.payment_method) in ('in_kind', 'in kind', 'expense_waiver') then 'IN_KIND' end,
           case when lower(g.payment_method) in ('payroll', 'payroll_giving') then 'PAYROLL' end,
           case when g.currency <> 'GBP' then 'CURRENCY' end,
           case when g.disputed_minor > 0 then 'DISPUTED'
                when f.amount_minor <= 0 and g.charged_back_minor > 0 then 'CHARGED_BACK'
                when f.amount_minor <= 0 then 'REFUNDED' end,
           case when d.kind = 'PERSON' and c.declaration_id is null then 'NO_DECLARATION' end,
           case when not c.proved then 'UNPROVEN' end,
           case when x.made_how = 'ORAL' and not x.recorded
                     and today <= c.sent_on + (select receipt_figure('GB', 'COOLING_OFF_DAYS', today)::integer)
                then 'COOLING_OFF' end,
           case when x.id is not null and (x.house is null or x.schedule_postcode is null and not x.overseas)
                then 'NO_HOME_ADDRESS' end,
           case when x.id is not null and (x.schedule_first is null or x.schedule_last is null
                                           or x.house is not null and x.schedule_house is null) then 'LETTERS' end,
           case when b.value_minor is not null and f.amount_minor > 0 and (
                         b.value_minor * 100
                             > least(f.amount_minor, receipt_figure('GB', 'BENEFIT_FIRST', f.received_on))
                                   * receipt_figure('GB', 'BENEFIT_FIRST_PERCENT', f.received_on)
                               + greatest(f.amount_minor - receipt_figure('GB', 'BENEFIT_FIRST', f.received_on), 0)
                                   * receipt_figure('GB', 'BENEFIT_REST_PERCENT', f.received_on)
                         or b.value_minor > receipt_figure('GB', 'BENEFIT_CAP', f.received_on)) then 'BENEFIT' end,
           case when b.value_minor is not null and (
                         select sum(y.value_minor) from gift o join receipt_benefit y on y.gift_id = o.id
                         where o.donor_id = g.donor_id and o.currency = 'GBP'
                           and tax_year_end((o.received_at at time zone in_zone)::date) = tax_year_end(f.received_on))
                     > receipt_figure('GB', 'BENEFIT_CAP', f.received_on) then 'BENEFIT_YEAR' end,
           case when today > f.period_end
                             + (select make_interval(years => receipt_figure('GB', 'CLAIM_YEARS', today)::integer))
                then 'TOO_OLD' end], null)
from gift g
left join stripe_account_entity s on s.stripe_account = g.stripe_account
join receipt_issuer i on i.legal_entity_id = coalesce(s.legal_entity_id, 1) and i.regime = 'GB'
left join gift_aid_setting t on t.legal_entity_id = i.legal_entity_id
cross join lateral (
    select (g.received_at at time zone in_zone)::date as received_on,
           accounting_period_end((g.received_at at time zone in_zone)::date,
                                 coalesce(t.period_end_month, 3), coalesce(t.period_end_day, 31)) as period_end,
           g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor as amount_minor) f
left join donor d on d.id = g.donor_id
left join receipt_benefit b on b.gift_id = g.id
left join lateral gift_aid_covering(g.id, g.donor_id, i.legal_entity_id, f.received_on) c on true
left join gift_aid_declaration x on x.id = c.declaration_id
where g.received_at is not null and g.received_minor > 0 and g.livemode
$$;

create or replace function gift_aid_small_gifts(in_zone text, today date) returns table (
    gift_id bigint, legal_entity_id bigint, received_on date, period_end date, tax_year date, amount_minor bigint)
language sql stable as $$
select g.id, i.legal_entity_id, f.received_on,
       accounting_period_end(f.received_on, t.period_end_month, t.period_end_day), tax_year_end(f.received_on), g.received_minor
from gift g
left join stripe_account_entity s on s.stripe_account = g.stripe_account
join receipt_issuer i on i.legal_entity_id = coalesce(s.legal_entity_id, 1) and i.regime = 'GB'
join gift_aid_setting t on t.legal_entity_id = i.legal_entity_id and t.small_donations
cross join lateral (select (g.received_at at time zone in_zone)::date as received_on) f
left join donor d on d.id = g.donor_id
left join receipt_benefit b on b.gift_id = g.id
left join lateral gift_aid_covering(g.id, g.donor_id, i.legal_entity_id, f.received_on) c on true
where g.received_at is not null and g.livemode and g.currency = 'GBP' and g.status = 'RECEIVED'
  and lower(g.payment_method) in ('cash', 'contactless')
  and g.received_minor <= receipt_figure('GB', 'GASDS_GIFT', f.received_on)
  and b.gift_id is null and d.kind is distinct from 'ORGANISATION'
  and today <= tax_year_end(f.received_on)
               + (select make_interval(years => receipt_figure('GB', 'GASDS_YEARS', today)::integer))
  and c.declaration_id is null
$$;

-- Small gifts are few among all.
create index gift_in_cash on gift (received_at) where lower(payment_method) in ('cash', 'contactless');

-- Lines come by the hundred thousand: looked at by the statement.
drop trigger gift_aid_line_guard on gift_aid_line;
drop function guard_gift_aid_line();
create function guard_gift_aid_lines() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and exists (select from changed)
       or exists (select from gift_aid_claim c
                  where c.state <> 'DRAFT' and c.id in (select distinct claim_id from changed)) then
        raise exception 'only the lines of a draft are taken out or put in, and none is changed'
            using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create trigger gift_aid_line_in after insert on gift_aid_line
    referencing new table as changed for each statement execute function guard_gift_aid_lines();
create trigger gift_aid_line_out after delete on gift_aid_line
    referencing old table as changed for each statement execute function guard_gift_aid_lines();
create trigger gift_aid_line_kept after update on gift_aid_line
    referencing old table as changed for each statement execute function guard_gift_aid_lines();
