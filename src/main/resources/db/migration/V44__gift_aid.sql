-- Gift Aid: what donors declared, and which gifts can be claimed on (ITA 2007 ss. 413 to 430; HMRC guidance, chapter 3).

insert into receipt_threshold values
    -- a declaration covers past gifts that far back; a claim is made within so many years of the end of the accounting period
    ('GB', 'PAST_YEARS', '2010-04-01', 4), ('GB', 'CLAIM_YEARS', '2010-04-01', 4),
    -- a donor who declared by word of mouth may take it back from the start for so many days after the written record
    ('GB', 'COOLING_OFF_DAYS', '2000-04-06', 30),
    -- gifts that may stand together in one line of the schedule, below so much each and up to so much a line
    ('GB', 'AGGREGATE_BELOW', '2025-11-28', 3000), ('GB', 'AGGREGATE_LINE', '2013-04-22', 100000),
    -- Small Charitable Donations Acts 2012 and 2017: a gift up to so much, so much a tax year, so many times what was claimed
    -- under Gift Aid, within so many years of the end of the tax year
    ('GB', 'GASDS_GIFT', '2013-04-06', 2000), ('GB', 'GASDS_GIFT', '2019-04-06', 3000),
    ('GB', 'GASDS_YEAR', '2013-04-06', 500000), ('GB', 'GASDS_YEAR', '2016-04-06', 800000),
    ('GB', 'GASDS_TIMES', '2013-04-06', 10), ('GB', 'GASDS_YEARS', '2013-04-06', 2);

-- The figure of a rule on a day; before the first that is known, that one.
create function receipt_figure(of_regime text, of_rule text, on_day date) returns bigint language sql stable as $$
    select value from receipt_threshold
    where regime = of_regime and rule = of_rule
    order by since <= on_day desc, case when since <= on_day then since end desc, since
    limit 1
$$;

-- The 5 April that ends the tax year of a day.
create function tax_year_end(of_day date) returns date language sql immutable as $$
    select make_date(extract(year from of_day)::integer
                     + case when (extract(month from of_day), extract(day from of_day)) <= (4, 5) then 0 else 1 end, 4, 5)
$$;

-- The end of the accounting period of a day; a day that a month lacks is the month's last.
create function accounting_period_end(of_day date, end_month integer, end_day integer) returns date
language sql immutable as $$
    select case when of_day <= least(make_date(extract(year from of_day)::integer, end_month, 1) + (end_day - 1),
                                     (make_date(extract(year from of_day)::integer, end_month, 1) + interval '1 month')::date - 1)
                then least(make_date(extract(year from of_day)::integer, end_month, 1) + (end_day - 1),
                           (make_date(extract(year from of_day)::integer, end_month, 1) + interval '1 month')::date - 1)
                else least(make_date(extract(year from of_day)::integer + 1, end_month, 1) + (end_day - 1),
                           (make_date(extract(year from of_day)::integer + 1, end_month, 1) + interval '1 month')::date - 1) end
$$;

-- What HMRC wants to know of a charity that claims, beside what stands on its receipts.
create table gift_aid_setting (
    legal_entity_id   bigint  primary key references legal_entity,
    period_end_month  integer not null default 3 check (period_end_month between 1 and 12),
    period_end_day    integer not null default 31 check (period_end_day between 1 and 31),
    regulator         text    not null default 'CCEW' check (regulator in ('CCEW', 'CCNI', 'OSCR', 'OTHER', 'NONE')),
    regulator_name    text    check (length(regulator_name) between 1 and 160),
    official_title    text    check (length(official_title) <= 4),
    official_first    text    check (length(official_first) <= 35),
    official_last     text    check (length(official_last) <= 35),
    official_postcode text    check (length(official_postcode) <= 8),
    official_phone    text    check (length(official_phone) <= 35),
    -- gifts below AGGREGATE_BELOW stand together in the schedule
    aggregate         boolean not null default false,
    -- claims top-up payments on small gifts without declarations
    small_donations   boolean not null default false,
    version           integer not null default 1,
    check ((regulator = 'OTHER') = (regulator_name is not null))
);

-- The words that donors agree to; a change is a new version.
create table gift_aid_wording (
    version  text primary key check (version ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$'),
    text     text not null check (length(text) between 20 and 4000),
    noted_by text not null,
    noted_at timestamptz not null
);
create trigger gift_aid_wording_rows before update or delete on gift_aid_wording
    for each row execute function refuse_change();
insert into gift_aid_wording values
    ('hmrc-multiple',
     'I want to Gift Aid my donation and any donations I make in the future or have made in the past 4 years to the charity '
     'named above. I am a UK taxpayer and understand that if I pay less Income Tax and/or Capital Gains Tax than the amount of '
     'Gift Aid claimed on all my donations in that tax year it is my responsibility to pay any difference.', 'system', '2026-01-01'),
    ('hmrc-single',
     'I want to Gift Aid my donation to the charity named above. I am a UK taxpayer and understand that if I pay less Income Tax '
     'and/or Capital Gains Tax in the current tax year than the amount of Gift Aid claimed on all my donations it is my '
     'responsibility to pay any difference.', 'system', '2026-01-01');

-- What a donor declared. It is never changed: a new version takes the place of the one it names.
create table gift_aid_declaration (
    id                bigint  generated always as identity primary key,
    donor_id          bigint  not null references donor,
    -- the charity that it names
    legal_entity_id   bigint  not null references legal_entity,
    replaces_id       bigint  unique references gift_aid_declaration,
    -- the first version, of which this is a later one
    first_id          bigint  references gift_aid_declaration,
    made_on           date    not null,
    made_how          text    not null check (made_how in ('WRITTEN', 'ONLINE', 'ORAL')),
    -- of a declaration by word of mouth: whether it was recorded, so that no written record is needed
    recorded          boolean not null default false,
    -- where it can be looked at: a scan, a form's number, a recording
    evidence          text    not null check (length(evidence) between 1 and 300),
    wording           text    not null references gift_aid_wording,
    -- the one gift it is about, and whether it is about all of some time too
    gift_id           bigint  references gift,
    past              boolean not null,
    future            boolean not null,
    valid_from        date,
    valid_to          date,
    title             text    check (length(title) between 1 and 35),
    first_name        text    not null check (length(first_name) between 1 and 300),
    last_name         text    not null check (length(last_name) between 1 and 300),
    -- the home address as declared: name or number of the house, the lines after it, the postcode
    house             text    check (length(house) between 1 and 200),
    address_lines     text[]  not null default '{}',
    postcode          text    check (length(postcode) between 1 and 20),
    -- not in the United Kingdom
    overseas          boolean not null default false,
    -- the same as HMRC's schedule takes them; null where it cannot
    schedule_title    text    check (length(schedule_title) <= 4),
    schedule_first    text    check (length(schedule_first) between 1 and 35),
    schedule_last     text    check (length(schedule_last) between 1 and 35),
    schedule_house    text    check (length(schedule_house) between 1 and 40),
    schedule_postcode text    check (schedule_postcode ~ '^[A-Z0-9]{2,4} [0-9][A-Z]{2}$'),
    noted_by          text    not null,
    noted_at          timestamptz not null,
    check ((replaces_id is null) = (first_id is null)),
    check (gift_id is not null or past or future),
    check ((past or future) = (valid_from is not null)),
    check (valid_to is null or valid_to >= valid_from),
    check (not (overseas and schedule_postcode is not null)),
    check (made_how = 'ORAL' or not recorded)
);
create index gift_aid_declaration_donor on gift_aid_declaration (donor_id);
create function guard_gift_aid_declaration() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'donor_id') <> (to_jsonb(old) - 'donor_id') then
        raise exception 'what a donor declared stays as it is: note a new version' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger gift_aid_declaration_guard before update on gift_aid_declaration
    for each row execute function guard_gift_aid_declaration();
create trigger gift_aid_declaration_rows before delete on gift_aid_declaration for each row execute function refuse_change();

-- The written record of a declaration by word of mouth.
create table gift_aid_record (
    declaration_id bigint primary key references gift_aid_declaration,
    sent_on        date   not null,
    noted_by       text   not null,
    noted_at       timestamptz not null
);
create trigger gift_aid_record_rows before update or delete on gift_aid_record for each row execute function refuse_change();

create table gift_aid_cancellation (
    declaration_id bigint  primary key references gift_aid_declaration,
    -- gifts received on this day and later are not covered
    cancelled_on   date    not null,
    -- it never counted: taken back in time, or found not to hold
    from_start     boolean not null,
    reason         text    not null check (length(reason) between 1 and 500),
    noted_by       text    not null,
    noted_at       timestamptz not null
);
create trigger gift_aid_cancellation_rows before update or delete on gift_aid_cancellation
    for each row execute function refuse_change();

-- When two donors turn out to be one, what one of them declared is that one's.
create function follow_joined_donor() returns trigger language plpgsql as $$
begin
    update gift_aid_declaration set donor_id = new.merged_into where donor_id = new.id;
    return null;
end $$;
create trigger donor_joined after update of merged_into on donor
    for each row when (new.merged_into is distinct from old.merged_into and new.merged_into is not null)
    execute function follow_joined_donor();

-- Declarations that count: those in whose place no newer one stands, and that were not taken back from the start.
create view gift_aid_standing as
select d.*, c.cancelled_on, r.sent_on,
       d.made_how <> 'ORAL' or d.recorded or r.sent_on is not null as proved
from gift_aid_declaration d
left join gift_aid_cancellation c on c.declaration_id = d.id
left join gift_aid_record r on r.declaration_id = d.id
where not coalesce(c.from_start, false)
  and not exists (select from gift_aid_declaration n where n.replaces_id = d.id);

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

-- How each gift to a charity under Gift Aid stands: what remains of it, the declaration that covers it, and every reason why it
-- cannot be claimed on today. Days are days of the zone. With the columns that lists are ordered and found by, and in a form that
-- the planner can take apart, so that a list of the newest gifts looks at those and no others.
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
