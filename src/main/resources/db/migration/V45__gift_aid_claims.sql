-- Claims of Gift Aid and of top-up payments on small gifts, with what each said of each gift.

create table gift_aid_claim (
    id              bigint  generated always as identity primary key,
    legal_entity_id bigint  not null references legal_entity,
    number          integer not null check (number > 0),
    state           text    not null default 'DRAFT' check (state in ('DRAFT', 'APPROVED', 'SUBMITTED', 'PAID', 'WITHDRAWN')),
    -- gifts received up to this day
    until           date    not null,
    made_by         text    not null,
    made_at         timestamptz not null,
    approved_by     text,
    approved_at     timestamptz,
    -- HMRC's number of the submission
    reference       text    check (length(reference) between 1 and 100),
    submitted_on    date,
    submitted_by    text,
    paid_minor      bigint  check (paid_minor >= 0),
    paid_on         date,
    paid_by         text,
    version         integer not null default 1,
    unique (legal_entity_id, number),
    check (num_nulls(approved_by, approved_at) in (0, 2)),
    check ((state in ('APPROVED', 'SUBMITTED', 'PAID')) = (approved_by is not null)),
    check (approved_by is null or lower(approved_by) <> lower(made_by)),
    check (num_nulls(reference, submitted_on, submitted_by) in (0, 3)),
    check ((state in ('SUBMITTED', 'PAID')) = (reference is not null)),
    check (num_nulls(paid_minor, paid_on, paid_by) in (0, 3)),
    check ((state = 'PAID') = (paid_on is not null))
);
-- One at a time, so that limits and what is owed back are counted once.
create unique index gift_aid_claim_open on gift_aid_claim (legal_entity_id) where state in ('DRAFT', 'APPROVED');
create unique index gift_aid_claim_reference on gift_aid_claim (legal_entity_id, reference);

create function guard_gift_aid_claim() returns trigger language plpgsql as $$
begin
    if (new.legal_entity_id, new.number, new.made_by, new.made_at) is distinct from
       (old.legal_entity_id, old.number, old.made_by, old.made_at)
       or old.state = new.state and old.state <> 'DRAFT'
       or old.state <> new.state and (old.state, new.state) not in (
              ('DRAFT', 'APPROVED'), ('DRAFT', 'WITHDRAWN'), ('APPROVED', 'DRAFT'), ('APPROVED', 'SUBMITTED'),
              ('SUBMITTED', 'PAID')) then
        raise exception 'claim % is %: what went to HMRC stays as it is', old.number, lower(old.state)
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger gift_aid_claim_guard before update on gift_aid_claim for each row execute function guard_gift_aid_claim();
create trigger gift_aid_claim_rows before delete on gift_aid_claim for each row execute function refuse_change();

create table gift_aid_line (
    claim_id       bigint  not null references gift_aid_claim,
    line           integer not null check (line > 0),
    -- a gift under Gift Aid; a small one without declaration; and what of such a gift was claimed on too much before
    kind           text    not null check (kind in ('GIFT', 'SMALL', 'GIFT_BACK', 'SMALL_BACK')),
    gift_id        bigint  not null references gift,
    declaration_id bigint  references gift_aid_declaration,
    received_on    date    not null,
    -- ends of the accounting period and of the tax year in which it was received
    period_end     date    not null,
    tax_year       date    not null,
    -- of the gift, in pence; the tax is so many percent of it
    amount_minor   bigint  not null check (amount_minor > 0),
    percent        integer not null check (percent between 1 and 100),
    -- as it stands in the schedule
    title          text,
    first_name     text,
    last_name      text,
    house          text,
    postcode       text,
    overseas       boolean not null default false,
    primary key (claim_id, line),
    check ((kind = 'GIFT') = (declaration_id is not null)),
    check (kind <> 'GIFT' or num_nulls(first_name, last_name, house) = 0 and (overseas or postcode is not null))
);
-- A gift is in one claim at most, and owed back once in each.
create unique index gift_aid_line_once on gift_aid_line (gift_id) where kind in ('GIFT', 'SMALL');
create unique index gift_aid_line_back on gift_aid_line (claim_id, gift_id) where kind in ('GIFT_BACK', 'SMALL_BACK');
create index gift_aid_line_gift on gift_aid_line (gift_id);

-- Lines come by the hundred thousand: looked at by the statement.
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
create trigger gift_aid_line_all before truncate on gift_aid_line for each statement execute function refuse_change();

-- Small gifts in cash or by a contactless card that no declaration covers, of charities that claim on them.
create function gift_aid_small_gifts(in_zone text, today date) returns table (
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

-- What was claimed on and should not have been, since money went back or the declaration never held; less what earlier claims
-- gave back of it. What is only disputed may still come back.
create view gift_aid_overclaimed as
select c.legal_entity_id, l.kind, l.gift_id, l.received_on, l.period_end, l.tax_year, l.percent,
       l.amount_minor - b.back_minor
       - case when v.declaration_id is not null then 0
              else greatest(least(g.received_minor - g.refunded_minor - g.charged_back_minor, l.amount_minor), 0)
         end as amount_minor
from gift_aid_line l
join gift_aid_claim c on c.id = l.claim_id and c.state in ('SUBMITTED', 'PAID')
join gift g on g.id = l.gift_id
left join gift_aid_declaration d on d.id = l.declaration_id
left join lateral (
    select n.declaration_id from gift_aid_cancellation n join gift_aid_declaration x on x.id = n.declaration_id
    where n.from_start and coalesce(x.first_id, x.id) = coalesce(d.first_id, d.id)
    limit 1) v on true
cross join lateral (
    select coalesce(sum(o.amount_minor), 0)::bigint as back_minor
    from gift_aid_line o where o.gift_id = l.gift_id and o.kind in ('GIFT_BACK', 'SMALL_BACK')) b
where l.kind in ('GIFT', 'SMALL')
  and (v.declaration_id is not null or g.refunded_minor > 0 or g.charged_back_minor > 0 or g.received_minor < l.amount_minor);
