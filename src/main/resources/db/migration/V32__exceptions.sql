-- The life of an exception until it is gone: what people say about it, and what they give up.

create table exception_note (
    id           bigint      generated always as identity primary key,
    exception_id bigint      not null references settlement_exception,
    at           timestamptz not null,
    author       text        not null,
    text         text        not null check (length(text) between 1 and 2000)
);
create index exception_note_exception on exception_note (exception_id, id);
create trigger exception_note_rows before update or delete on exception_note for each row execute function refuse_change();
create trigger exception_note_all before truncate on exception_note for each statement execute function refuse_change();

do $$
declare
    known text;
begin
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_account'::regclass and conname = 'ledger_account_role_check';
    alter table ledger_account drop constraint ledger_account_role_check;
    execute 'alter table ledger_account add constraint ledger_account_role_check '
        || replace(known, 'ARRAY[', 'ARRAY[''WRITE_OFFS''::text, ');
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_posting'::regclass and conname = 'ledger_posting_kind_check';
    alter table ledger_posting drop constraint ledger_posting_kind_check;
    execute 'alter table ledger_posting add constraint ledger_posting_kind_check '
        || replace(known, 'ARRAY[', 'ARRAY[''WRITE_OFF''::text, ''WRITE_OFF_REVERSED''::text, ');
end $$;

-- That an exception be given up: asked for by one of finance, and agreed to by another where it is about much. It never
-- changes what it says. When the cause goes away after all, its entry is taken back (REVERSED).
create table write_off (
    id            bigint      generated always as identity primary key,
    exception_id  bigint      not null references settlement_exception,
    state         text        not null check (state in ('WAITING', 'MADE', 'DECLINED', 'WITHDRAWN', 'REVERSED')),
    -- of the exception: with another amount it would be another cause
    amount_minor  bigint      not null,
    currency      char(3)     not null,
    -- what is moved between this account and WRITE_OFFS: positive where WRITE_OFFS is debited. None: nothing is posted
    account       text        check (account in ('UNEXPLAINED', 'STRIPE_RECEIVABLE')),
    posted_minor  bigint      not null default 0,
    gift_id       bigint      references gift,
    stripe_account text       not null default '',
    livemode      boolean     not null default true,
    reason        text        not null check (length(reason) between 1 and 500),
    second_person boolean     not null,
    asked_by      text        not null,
    asked_at      timestamptz not null,
    decided_by    text,
    decided_at    timestamptz,
    -- by the close of which day
    reversed_on   date,
    check ((account is null) = (posted_minor = 0)),
    check ((state = 'REVERSED') = (reversed_on is not null)),
    check ((decided_by is null) = (decided_at is null)),
    constraint write_off_four_eyes check (not second_person or state in ('WAITING', 'DECLINED', 'WITHDRAWN')
        or decided_by is not null and lower(decided_by) <> lower(asked_by))
);
create unique index write_off_live on write_off (exception_id) where state in ('WAITING', 'MADE');
create index write_off_exception on write_off (exception_id, id);
create index write_off_waiting on write_off (id) where state = 'WAITING';
create trigger write_off_rows before delete on write_off for each row execute function refuse_change();
create trigger write_off_all before truncate on write_off for each statement execute function refuse_change();

create function guard_write_off() returns trigger language plpgsql as $$
begin
    if (new.exception_id, new.amount_minor, new.currency, new.account, new.posted_minor, new.gift_id, new.reason,
        new.second_person, new.asked_by, new.asked_at)
           is distinct from
       (old.exception_id, old.amount_minor, old.currency, old.account, old.posted_minor, old.gift_id, old.reason,
        old.second_person, old.asked_by, old.asked_at)
       or old.state in ('DECLINED', 'WITHDRAWN', 'REVERSED') then
        raise exception 'a write-off never changes what it says, nor how it ended' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger write_off_guard before update on write_off for each row execute function guard_write_off();

-- By whom, or how, an exception was resolved; null while it is open.
create view exception_resolution as
select x.id as exception_id,
       case when x.resolved_on is null then null
            when x.written_off then 'written off by ' || w.asked_by || coalesce(', agreed by ' || w.decided_by, '') || ': ' || w.reason
            when m.made_by like '%@%' then 'matched by ' || m.made_by || coalesce(', agreed by ' || m.decided_by, '')
            else 'nightly close' end as resolved_by
from settlement_exception x
left join write_off w on w.exception_id = x.id and w.state = 'MADE'
left join lateral (
    select k.made_by, k.decided_by from bank_match_line l
    join bank_match k on k.id = l.match_id and k.state = 'MADE'
    where l.line_id = case when x.kind = 'BANK_LINE_UNMATCHED' then substr(x.reference, 4)::bigint end
    order by k.id desc limit 1) m on true;
