-- Money that donors bound, and how it becomes free (ASC 958: net assets with and without donor restrictions).

-- The last day for which the money of a fund is bound by time.
alter table fund add column restricted_until date check (restricted_until is null or restriction = 'TIME');

-- Others add roles and kinds of their own: whatever is allowed by now stays allowed.
do $$
declare
    known text;
begin
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_account'::regclass and conname = 'ledger_account_role_check';
    alter table ledger_account drop constraint ledger_account_role_check;
    execute 'alter table ledger_account add constraint ledger_account_role_check '
        || replace(known, 'ARRAY[', 'ARRAY[''RELEASED_FROM_RESTRICTION''::text, ''RELEASED_TO_UNRESTRICTED''::text, ');
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_posting'::regclass and conname = 'ledger_posting_kind_check';
    alter table ledger_posting drop constraint ledger_posting_kind_check;
    execute 'alter table ledger_posting add constraint ledger_posting_kind_check '
        || replace(known, 'ARRAY[', 'ARRAY[''RELEASE''::text, ''RELEASE_UNDONE''::text, ');
    select conname into known from pg_constraint
    where conrelid = 'ledger_account'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%fund_id IS NOT NULL%';
    execute format('alter table ledger_account drop constraint %I', known);
    alter table ledger_account add constraint ledger_account_fund_check check (
        (role in ('GIFT_INCOME', 'RELEASED_FROM_RESTRICTION', 'RELEASED_TO_UNRESTRICTED')) = (fund_id is not null));
end $$;

create table fund_release (
    id           bigint  generated always as identity primary key,
    fund_id      bigint  not null references fund,
    amount_minor bigint  not null check (amount_minor > 0),
    currency     char(3) not null,
    -- how the restriction was met; CORRECTION is an administrator's
    ground       text    not null check (ground in ('PURPOSE', 'TIME', 'CORRECTION')),
    released_on  date    not null,
    -- the document that shows it
    reference    text    not null check (length(reference) between 1 and 500),
    released_by  text    not null,
    released_at  timestamptz not null,
    undone_by    text,
    undone_at    timestamptz,
    undo_reason  text    check (length(undo_reason) between 1 and 500),
    check ((undone_by is null) = (undone_at is null) and (undone_by is null) = (undo_reason is null))
);
create index fund_release_fund on fund_release (fund_id, id desc);
create function guard_fund_release() returns trigger language plpgsql as $$
begin
    if old.undone_by is not null
       or (to_jsonb(new) - 'undone_by' - 'undone_at' - 'undo_reason')
          <> (to_jsonb(old) - 'undone_by' - 'undone_at' - 'undo_reason') then
        raise exception 'a release never changes; undo it once and make another' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger fund_release_guard before update on fund_release for each row execute function guard_fund_release();
create trigger fund_release_rows before delete on fund_release for each row execute function refuse_change();
create trigger fund_release_all before truncate on fund_release for each statement execute function refuse_change();

create table fund_release_document (
    release_id bigint primary key references fund_release,
    name       text   not null check (length(name) between 1 and 200),
    sha256     bytea  not null,
    bytes      bytea  not null check (length(bytes) between 1 and 5000000)
);
create trigger fund_release_document_rows before update or delete on fund_release_document
    for each row execute function refuse_change();
create trigger fund_release_document_all before truncate on fund_release_document
    for each statement execute function refuse_change();

-- What moved the net assets of a fund, signed as it moves them, and in which class. An open dispute moves nothing yet.
create view fund_movement as
select s.fund_id, s.currency, s.role, s.amount, s.occurred_at,
       case when f.restriction = 'NONE' or s.role = 'RELEASED_TO_UNRESTRICTED' then 'WITHOUT_DONOR_RESTRICTIONS'
            else 'WITH_DONOR_RESTRICTIONS' end as class
from (select debit_fund as fund_id, currency, debit_role as role, -amount as amount, occurred_at from journal_entry_source
      union all
      select credit_fund, currency, credit_role, amount, occurred_at from journal_entry_source) s
join fund f on f.id = s.fund_id
where s.role in ('GIFT_INCOME', 'REFUNDS', 'DISPUTES_LOST', 'DISPUTES_OPEN', 'RELEASED_FROM_RESTRICTION',
                 'RELEASED_TO_UNRESTRICTED');
