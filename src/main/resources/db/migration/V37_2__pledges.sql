-- Promises to give (ASC 958): conditional ones are no income until their condition is met, all others are at once.

do $$
declare
    known text;
begin
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_account'::regclass and conname = 'ledger_account_role_check';
    alter table ledger_account drop constraint ledger_account_role_check;
    execute 'alter table ledger_account add constraint ledger_account_role_check '
        || replace(known, 'ARRAY[', 'ARRAY[''PLEDGES_RECEIVABLE''::text, ''PLEDGES_WRITTEN_OFF''::text, ');
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_posting'::regclass and conname = 'ledger_posting_kind_check';
    alter table ledger_posting drop constraint ledger_posting_kind_check;
    execute 'alter table ledger_posting add constraint ledger_posting_kind_check '
        || replace(known, 'ARRAY[', 'ARRAY[''PLEDGE''::text, ''PLEDGE_PAID''::text, ''PLEDGE_UNPAID''::text, ''PLEDGE_WRITTEN_OFF''::text, ');
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_account'::regclass and conname = 'ledger_account_fund_check';
    alter table ledger_account drop constraint ledger_account_fund_check;
    execute 'alter table ledger_account add constraint ledger_account_fund_check '
        || replace(known, 'ARRAY[', 'ARRAY[''PLEDGES_WRITTEN_OFF''::text, ');
end $$;

create table pledge (
    id             bigint  generated always as identity primary key,
    donor_id       bigint  not null references donor,
    fund_id        bigint  not null references fund,
    amount_minor   bigint  not null check (amount_minor > 0),
    currency       char(3) not null check (currency ~ '^[A-Z]{3}$'),
    -- what must happen first, or else nothing is owed; null: promised without condition
    condition      text    check (length(condition) between 1 and 1000),
    -- what the donor signed
    reference      text    not null check (length(reference) between 1 and 500),
    promised_on    date    not null,
    noted_by       text    not null,
    noted_at       timestamptz not null,
    -- when the condition was met, and what shows it
    met_on         date    check (met_on >= promised_on),
    met_reference  text    check (length(met_reference) between 1 and 500),
    met_by         text,
    -- what is left will never be paid
    ended_as       text    check (ended_as in ('WRITTEN_OFF', 'LAPSED')),
    ended_on       date,
    ended_reason   text    check (length(ended_reason) between 1 and 500),
    ended_by       text,
    check (num_nonnulls(met_on, met_reference, met_by) in (0, 3)),
    check (num_nonnulls(ended_as, ended_on, ended_reason, ended_by) in (0, 4)),
    check (met_on is null or condition is not null),
    check (ended_as is null or (ended_as = 'LAPSED') = (condition is not null and met_on is null))
);
create index pledge_donor on pledge (donor_id);
create index pledge_fund on pledge (fund_id);
create function guard_pledge() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'met_on' - 'met_reference' - 'met_by' - 'ended_as' - 'ended_on' - 'ended_reason' - 'ended_by')
       <> (to_jsonb(old) - 'met_on' - 'met_reference' - 'met_by' - 'ended_as' - 'ended_on' - 'ended_reason' - 'ended_by')
       or old.ended_as is not null or old.met_on is not null and new.met_on is distinct from old.met_on then
        raise exception 'what was promised never changes; it is met once and ended once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger pledge_guard before update on pledge for each row execute function guard_pledge();
create trigger pledge_rows before delete on pledge for each row execute function refuse_change();

-- When it is expected, if the donor said so.
create table pledge_instalment (
    pledge_id    bigint not null references pledge,
    due_on       date   not null,
    amount_minor bigint not null check (amount_minor > 0),
    primary key (pledge_id, due_on)
);
create trigger pledge_instalment_rows before update or delete on pledge_instalment
    for each row execute function refuse_change();

-- A gift by which a pledge is paid: it is no other income.
create table pledge_payment (
    id           bigint generated always as identity primary key,
    pledge_id    bigint not null references pledge,
    gift_id      bigint not null references gift,
    amount_minor bigint not null check (amount_minor > 0),
    paid_on      date   not null,
    matched_by   text   not null,
    matched_at   timestamptz not null,
    undone_by    text,
    undone_at    timestamptz,
    check ((undone_by is null) = (undone_at is null))
);
create index pledge_payment_pledge on pledge_payment (pledge_id);
create unique index pledge_payment_gift on pledge_payment (gift_id) where undone_by is null;

create view pledge_standing as
select p.*, coalesce(m.paid, 0)::bigint as paid_minor,
       case when p.ended_as is not null then p.ended_as
            when p.condition is not null and p.met_on is null then 'CONDITIONAL'
            when coalesce(m.paid, 0) >= p.amount_minor then 'FULFILLED'
            else 'UNCONDITIONAL' end as state
from pledge p
left join lateral (
    select sum(amount_minor) as paid from pledge_payment where pledge_id = p.id and undone_by is null) m on true;

create or replace view fund_movement as
select s.fund_id, s.currency, s.role, s.amount, s.occurred_at,
       case when f.restriction = 'NONE' or s.role = 'RELEASED_TO_UNRESTRICTED' then 'WITHOUT_DONOR_RESTRICTIONS'
            else 'WITH_DONOR_RESTRICTIONS' end as class
from (select debit_fund as fund_id, currency, debit_role as role, -amount as amount, occurred_at from journal_entry_source
      union all
      select credit_fund, currency, credit_role, amount, occurred_at from journal_entry_source) s
join fund f on f.id = s.fund_id
where s.role in ('GIFT_INCOME', 'REFUNDS', 'DISPUTES_LOST', 'DISPUTES_OPEN', 'RELEASED_FROM_RESTRICTION',
                 'RELEASED_TO_UNRESTRICTED', 'PLEDGES_WRITTEN_OFF');
