-- Months of legal entities, from open to closed.

-- In which zone months are cut; written by the start from ALMONER_TIME_ZONE and fixed once a month is closed.
create table books (
    one  boolean primary key default true check (one),
    zone text    not null
);
insert into books (zone) values ('${zone}');

-- The newest closed month; all before it are closed too. Derived: kept by the trigger settlement_period_closed.
alter table legal_entity add column closed_through date;

---------------------------------------------------------------------------------------------------------- months

alter table settlement_period
    add column legal_entity_id bigint not null default 1 references legal_entity,
    drop constraint settlement_period_pkey,
    add primary key (legal_entity_id, period);

-- That a month be closed: asked for by one of finance, agreed to by another who saw the same figures.
create table close_request (
    id              bigint      generated always as identity primary key,
    legal_entity_id bigint      not null,
    period          date        not null,
    state           text        not null check (state in ('REQUESTED', 'CLOSED', 'DECLINED', 'WITHDRAWN')),
    note            text        not null default '' check (length(note) <= 500),
    -- of the preview that was shown when it was asked for
    seen            text        not null,
    requested_by    text        not null,
    requested_at    timestamptz not null,
    decided_by      text,
    decided_at      timestamptz,
    unique (id, legal_entity_id, period),
    foreign key (legal_entity_id, period) references settlement_period (legal_entity_id, period),
    check ((state = 'REQUESTED') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
    constraint close_request_four_eyes check (state <> 'CLOSED' or lower(decided_by) <> lower(requested_by))
);
create unique index close_request_one on close_request (legal_entity_id, period) where state = 'REQUESTED';
create trigger close_request_rows before delete on close_request for each row execute function refuse_change();
create trigger close_request_all before truncate on close_request for each statement execute function refuse_change();

-- A closed month names the request by which two people closed it.
alter table settlement_period
    add column close_request_id bigint,
    add foreign key (close_request_id, legal_entity_id, period) references close_request (id, legal_entity_id, period),
    add check ((status = 'CLOSED') = (close_request_id is not null));

-- How a month came to be what it is, never changed: by the nightly close, or by people and why.
create table period_change (
    id              bigint      generated always as identity primary key,
    legal_entity_id bigint      not null references legal_entity,
    period          date        not null,
    -- the status it has since; REOPENED is the moment at which a closed month stopped to be one
    status          text        not null check (status in ('OPEN', 'BALANCED', 'CLOSED', 'REOPENED')),
    at              timestamptz not null,
    actor           text        not null,
    -- who had asked for it
    requested_by    text,
    reason          text        not null default '' check (length(reason) <= 500),
    check (status <> 'REOPENED' or reason <> '')
);
create index period_change_period on period_change (legal_entity_id, period, id);
create trigger period_change_rows before update or delete on period_change for each row execute function refuse_change();
create trigger period_change_all before truncate on period_change for each statement execute function refuse_change();

-- What a closed month said of each currency, and of each of its balance transactions as far as that may still change.
create table closed_figure (
    legal_entity_id bigint  not null,
    period          date    not null,
    stripe_account  text    not null,
    currency        char(3) not null,
    opening         bigint  not null,
    charges         bigint  not null,
    refunds         bigint  not null,
    disputes        bigint  not null,
    fees            bigint  not null,
    adjustments     bigint  not null,
    payouts         bigint  not null,
    unexplained     bigint  not null,
    closing         bigint  not null generated always as (
        opening + charges + refunds + disputes + fees + adjustments + payouts + unexplained) stored,
    primary key (legal_entity_id, period, stripe_account, currency)
);
create table closed_line (
    period              date not null,
    balance_transaction text not null,
    legal_entity_id     bigint not null,
    bucket              text not null,
    match               text not null,
    gift_reference      text,
    payout              text,
    available_on        timestamptz,
    primary key (period, balance_transaction)
);

------------------------------------------------------------------------------------------------- what comes later

-- In which month of its legal entity's books an entry counts: that of the fact, or the first open one if that is
-- closed; the entry then says about which month it is.
alter table ledger_posting disable trigger ledger_posting_rows;
alter table ledger_posting
    add column legal_entity_id bigint not null default 1,
    add column booked_month    date,
    add column about_month     date,
    add check (about_month < booked_month);
update ledger_posting set booked_month = date_trunc('month', occurred_at at time zone '${zone}')::date;
alter table ledger_posting alter column booked_month set not null;
alter table ledger_posting enable trigger ledger_posting_rows;
-- entries come in the order of time, near enough for this
create index ledger_posting_month on ledger_posting using brin (booked_month) with (pages_per_range = 32);

-- period is the month it counts in; this is the closed one it is of, when it was listed late.
alter table balance_transaction
    add column about_month date,
    add check (about_month < period);

alter table settlement_exception
    add column legal_entity_id bigint not null default 1 references legal_entity,
    add column about_month     date,
    add column assignee        text,
    add column assigned_at     timestamptz,
    add column written_off     boolean not null default false,
    add check (not written_off or resolved_on is not null);
create index settlement_exception_assignee on settlement_exception (assignee) where resolved_on is null and assignee is not null;

----------------------------------------------------------------------------------------------------- the lock

create function refuse_closed(entity bigint, month date) returns void language plpgsql as $$
begin
    raise exception 'month % of legal entity % is closed: what comes later counts in its first open month',
        to_char(month, 'YYYY-MM'), entity using errcode = 'restrict_violation';
end $$;

create function lock_postings() returns trigger language plpgsql as $$
declare
    late record;
begin
    select p.legal_entity_id, p.booked_month into late
    from posted p join legal_entity e on e.id = p.legal_entity_id and p.booked_month <= e.closed_through
    limit 1;
    if found then
        perform public.refuse_closed(late.legal_entity_id, late.booked_month);
    end if;
    return null;
end $$;
create trigger ledger_posting_open after insert on ledger_posting
    referencing new table as posted for each statement execute function lock_postings();

create function lock_balance_transaction() returns trigger language plpgsql as $$
declare
    known bigint;
begin
    if not exists (select from legal_entity where closed_through is not null) then
        return null;
    end if;
    if tg_op <> 'INSERT' then
        select e.id into known from legal_entity e
        where e.id = coalesce((select legal_entity_id from stripe_account_entity where stripe_account = old.stripe_account), 1)
          and old.period <= e.closed_through;
        if found then
            perform public.refuse_closed(known, old.period);
        end if;
    end if;
    if tg_op <> 'DELETE' then
        select e.id into known from legal_entity e
        where e.id = coalesce((select legal_entity_id from stripe_account_entity where stripe_account = new.stripe_account), 1)
          and new.period <= e.closed_through;
        if found then
            perform public.refuse_closed(known, new.period);
        end if;
    end if;
    return null;
end $$;
create trigger balance_transaction_closed after update on balance_transaction
    for each row when (
        (old.stripe_account, old.amount_minor, old.fee_minor, old.net_minor, old.currency, old.type, old.reporting_category,
         old.source, old.description, old.created_at, old.period, old.about_month) is distinct from
        (new.stripe_account, new.amount_minor, new.fee_minor, new.net_minor, new.currency, new.type, new.reporting_category,
         new.source, new.description, new.created_at, new.period, new.about_month))
    execute function lock_balance_transaction();
create trigger balance_transaction_gone after delete on balance_transaction
    for each row execute function lock_balance_transaction();

-- Many rows may come by one statement, so they are asked about together.
create function lock_new_balance_transactions() returns trigger language plpgsql as $$
declare
    late record;
begin
    if exists (select from legal_entity where closed_through is not null) then
        select e.id, t.period into late
        from listed t
        left join stripe_account_entity s on s.stripe_account = t.stripe_account
        join legal_entity e on e.id = coalesce(s.legal_entity_id, 1) and t.period <= e.closed_through
        limit 1;
        if found then
            perform public.refuse_closed(late.id, late.period);
        end if;
    end if;
    return null;
end $$;
create trigger balance_transaction_open after insert on balance_transaction
    referencing new table as listed for each statement execute function lock_new_balance_transactions();

-- Whose money an account's is cannot change under a closed month.
create function lock_accounts() returns trigger language plpgsql as $$
declare
    account text   := case tg_op when 'DELETE' then old.stripe_account else new.stripe_account end;
    giver   bigint := case tg_op when 'INSERT' then 1 else old.legal_entity_id end;
    taker   bigint := case tg_op when 'DELETE' then 1 else new.legal_entity_id end;
begin
    if giver <> taker
       and exists (select from legal_entity where id in (giver, taker) and closed_through is not null)
       and exists (select from balance_transaction where stripe_account = account) then
        raise exception 'the account has money in books of which months are closed' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create trigger stripe_account_entity_closed after insert or delete or update of legal_entity_id on stripe_account_entity
    for each row execute function lock_accounts();

-- Months are closed in their order and reopened in the reverse one, each reopening with its reason.
create function guard_period() returns trigger language plpgsql as $$
declare
    earlier date;
begin
    if tg_op = 'DELETE' then
        if old.status = 'CLOSED' then
            perform public.refuse_closed(old.legal_entity_id, old.period);
        end if;
        return old;
    end if;
    if tg_op = 'UPDATE' then
        if (new.legal_entity_id, new.period) is distinct from (old.legal_entity_id, old.period) then
            raise exception 'a month stays the month it is' using errcode = 'restrict_violation';
        end if;
        if old.status = 'CLOSED' and new.status = 'CLOSED' then
            if (new.status_since, new.closed_on, new.close_request_id)
                   is distinct from (old.status_since, old.closed_on, old.close_request_id) then
                perform public.refuse_closed(old.legal_entity_id, old.period);
            end if;
            return new;
        end if;
        if old.status = 'CLOSED' and (
               old.period < (select closed_through from legal_entity where id = old.legal_entity_id)
               or not exists (select from period_change c
                              where c.legal_entity_id = old.legal_entity_id and c.period = old.period
                                and c.status = 'REOPENED' and c.at >= old.status_since)) then
            raise exception 'only the newest closed month can be reopened, with a reason' using errcode = 'restrict_violation';
        end if;
    end if;
    if new.status = 'CLOSED' then
        select min(period) into earlier from settlement_period
        where legal_entity_id = new.legal_entity_id and period < new.period and status <> 'CLOSED';
        if earlier is not null then
            raise exception 'month % is not closed yet', to_char(earlier, 'YYYY-MM') using errcode = 'restrict_violation';
        end if;
    end if;
    return new;
end $$;
create trigger settlement_period_guard before insert or update or delete on settlement_period
    for each row execute function guard_period();

create function keep_closed_through() returns trigger language plpgsql as $$
begin
    update legal_entity e
    set closed_through = (select max(p.period) from settlement_period p
                          where p.legal_entity_id = e.id and p.status = 'CLOSED')
    where e.id = new.legal_entity_id;
    return null;
end $$;
create trigger settlement_period_begun after insert on settlement_period
    for each row when (new.status = 'CLOSED') execute function keep_closed_through();
create trigger settlement_period_moved after update of status on settlement_period
    for each row when ((old.status = 'CLOSED') <> (new.status = 'CLOSED')) execute function keep_closed_through();

create function guard_closed_through() returns trigger language plpgsql as $$
begin
    if new.closed_through is distinct from (select max(p.period) from settlement_period p
                                            where p.legal_entity_id = new.id and p.status = 'CLOSED') then
        raise exception 'the newest closed month is what the months themselves say' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger legal_entity_closed_through before update of closed_through on legal_entity
    for each row execute function guard_closed_through();

-- What a closed month said stays as long as it is closed.
create function guard_closed_figure() returns trigger language plpgsql as $$
begin
    if exists (select from settlement_period p
               where p.status = 'CLOSED'
                 and (tg_op <> 'INSERT' and (p.legal_entity_id, p.period) = (old.legal_entity_id, old.period)
                      or tg_op <> 'DELETE' and (p.legal_entity_id, p.period) = (new.legal_entity_id, new.period))) then
        perform public.refuse_closed(coalesce(new.legal_entity_id, old.legal_entity_id), coalesce(new.period, old.period));
    end if;
    return coalesce(new, old);
end $$;
create trigger closed_figure_guard before insert or update or delete on closed_figure
    for each row execute function guard_closed_figure();

create function guard_closed_lines() returns trigger language plpgsql as $$
declare
    kept record;
begin
    select l.legal_entity_id, l.period into kept
    from lines l
    join settlement_period p on p.legal_entity_id = l.legal_entity_id and p.period = l.period and p.status = 'CLOSED'
    limit 1;
    if found then
        perform public.refuse_closed(kept.legal_entity_id, kept.period);
    end if;
    return null;
end $$;
create trigger closed_line_new after insert on closed_line
    referencing new table as lines for each statement execute function guard_closed_lines();
create trigger closed_line_gone after delete on closed_line
    referencing old table as lines for each statement execute function guard_closed_lines();
create trigger closed_line_kept before update on closed_line for each statement execute function refuse_change();

-- An exception that comes up, or comes back, after its month was closed stands in the first open one.
create function place_exception() returns trigger language plpgsql as $$
declare
    open_from date;
begin
    select (closed_through + interval '1 month')::date into open_from from legal_entity where id = new.legal_entity_id;
    if open_from > new.period then
        new.about_month := coalesce(new.about_month, new.period);
        new.period := open_from;
    end if;
    return new;
end $$;
create trigger settlement_exception_new before insert on settlement_exception
    for each row execute function place_exception();
create trigger settlement_exception_back before update of resolved_on on settlement_exception
    for each row when (old.resolved_on is not null and new.resolved_on is null) execute function place_exception();
