-- Which balance transaction a person said settles which gift, where no id says so. A transaction may settle several gifts
-- (split), and a gift be settled by several transactions (merged). Never changed but taken apart.
create table settlement_link (
    id                  bigint      generated always as identity primary key,
    balance_transaction text        not null references balance_transaction,
    gift                text        not null references gift (reference),
    -- of the transaction's amount, in its currency and with its sign; the parts of a transaction are all of it
    amount_minor        bigint      not null check (amount_minor <> 0),
    -- whether it is one of several parts
    part                boolean     not null,
    -- how it is known: Stripe's payment names the gift; a text at Stripe does; amount, time and donor; amount and time; a
    -- person found it
    matched_by          text        not null check (matched_by in ('PAYMENT', 'NAMED', 'DONOR', 'AMOUNT', 'PERSON')),
    state               text        not null default 'MADE' check (state in ('MADE', 'UNDONE')),
    made_by             text        not null,
    made_at             timestamptz not null,
    undone_by           text,
    undone_at           timestamptz,
    undone_reason       text        check (length(undone_reason) between 1 and 500),
    check ((state = 'UNDONE') = (undone_by is not null and undone_at is not null and undone_reason is not null))
);
create unique index settlement_link_one on settlement_link (balance_transaction, gift) where state = 'MADE';
create index settlement_link_transaction on settlement_link (balance_transaction);
create index settlement_link_gift on settlement_link (gift) where state = 'MADE';
create trigger settlement_link_rows before delete on settlement_link for each row execute function refuse_change();
create trigger settlement_link_all before truncate on settlement_link for each statement execute function refuse_change();

create function guard_settlement_link() returns trigger language plpgsql as $$
begin
    if old.state = 'UNDONE'
       or (new.balance_transaction, new.gift, new.amount_minor, new.part, new.matched_by, new.made_by, new.made_at)
              is distinct from
          (old.balance_transaction, old.gift, old.amount_minor, old.part, old.matched_by, old.made_by, old.made_at) then
        raise exception 'a link is never changed but taken apart, once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger settlement_link_guard before update on settlement_link
    for each row execute function guard_settlement_link();

-- Of an amount that differs: by how much the gift or refund and all that settles it do. With another one it is another cause.
alter table write_off add column basis_minor bigint;

do $$
declare
    known text;
begin
    select pg_get_constraintdef(oid) into known from pg_constraint
    where conrelid = 'ledger_posting'::regclass and conname = 'ledger_posting_kind_check';
    alter table ledger_posting drop constraint ledger_posting_kind_check;
    execute 'alter table ledger_posting add constraint ledger_posting_kind_check '
        || replace(known, 'ARRAY[', 'ARRAY[''CHARGE_UNLINKED''::text, ''CHARGE_FEE_UNLINKED''::text, ');
end $$;

-- As before, with charges that were taken from a gift again: when none is left, nothing is settled.
create or replace view gift_standing as
select gift_id,
       coalesce(sum(case kind when 'GIFT' then amount when 'GIFT_REVERSED' then -amount end), 0)::bigint as received_minor,
       coalesce(sum(case kind when 'REFUND' then amount when 'REFUND_FAILED' then -amount end), 0)::bigint as refunded_minor,
       coalesce(sum(case kind when 'DISPUTE' then amount when 'DISPUTE_WON' then -amount when 'DISPUTE_LOST' then -amount end), 0)::bigint as disputed_minor,
       coalesce(sum(case when kind = 'DISPUTE_LOST' then amount
                         when kind in ('DISPUTE_WON_LATE', 'DISPUTE_LOST_IN_PART') then -amount end), 0)::bigint as charged_back_minor,
       case when count(*) filter (where kind = 'CHARGE') > count(*) filter (where kind = 'CHARGE_UNLINKED')
            then max(currency) filter (where kind = 'CHARGE') end as settled_currency,
       case when count(*) filter (where kind = 'CHARGE') > count(*) filter (where kind = 'CHARGE_UNLINKED')
            then sum(case kind when 'CHARGE' then amount when 'CHARGE_REVERSED' then -amount when 'CHARGE_UNLINKED' then -amount end)::bigint
            end as settled_minor,
       case when count(*) filter (where kind = 'CHARGE') > count(*) filter (where kind = 'CHARGE_UNLINKED')
            then coalesce(sum(case kind when 'CHARGE_FEE' then amount when 'CHARGE_FEE_UNLINKED' then -amount end), 0)::bigint
            end as fee_minor
from ledger_posting
where gift_id is not null
group by gift_id;

create or replace function keep_gift_standing() returns trigger language plpgsql as $$
begin
    update gift g
    set received_minor     = g.received_minor + d.received,
        refunded_minor     = g.refunded_minor + d.refunded,
        disputed_minor     = g.disputed_minor + d.disputed,
        charged_back_minor = g.charged_back_minor + d.charged_back,
        settled_currency   = coalesce(d.settled_currency, g.settled_currency),
        settled_minor      = case when d.settled is null then g.settled_minor else coalesce(g.settled_minor, 0) + d.settled end,
        fee_minor          = case when d.settled is null and d.fee is null then g.fee_minor
                                  else coalesce(g.fee_minor, 0) + coalesce(d.fee, 0) end
    from (select gift_id,
                 coalesce(sum(case kind when 'GIFT' then amount when 'GIFT_REVERSED' then -amount end), 0) as received,
                 coalesce(sum(case kind when 'REFUND' then amount when 'REFUND_FAILED' then -amount end), 0) as refunded,
                 coalesce(sum(case kind when 'DISPUTE' then amount when 'DISPUTE_WON' then -amount when 'DISPUTE_LOST' then -amount end), 0) as disputed,
                 coalesce(sum(case when kind = 'DISPUTE_LOST' then amount
                                   when kind in ('DISPUTE_WON_LATE', 'DISPUTE_LOST_IN_PART') then -amount end), 0) as charged_back,
                 max(currency) filter (where kind = 'CHARGE') as settled_currency,
                 sum(case kind when 'CHARGE' then amount when 'CHARGE_REVERSED' then -amount end) as settled,
                 sum(amount) filter (where kind = 'CHARGE_FEE') as fee
          from posted
          where gift_id is not null
            and kind not in ('FUND_CHANGED', 'EXCHANGE', 'EXCHANGE_DIFFERENCE', 'SETTLEMENT', 'SETTLEMENT_FEE', 'CORRECTION',
                             'WRITE_OFF', 'WRITE_OFF_REVERSED', 'CHARGE_UNLINKED', 'CHARGE_FEE_UNLINKED')
          group by gift_id) d
    where g.id = d.gift_id;
    -- seldom, so what is left is asked of all the entries of these gifts
    if exists (select from posted where kind in ('CHARGE_UNLINKED', 'CHARGE_FEE_UNLINKED')) then
        update gift g
        set settled_currency = s.settled_currency, settled_minor = s.settled_minor, fee_minor = s.fee_minor
        from gift_standing s
        where s.gift_id = g.id and g.id in (select gift_id from posted where kind in ('CHARGE_UNLINKED', 'CHARGE_FEE_UNLINKED'));
    end if;
    return null;
end $$;

-- By whom, or how, an exception was resolved; null while it is open.
create or replace view exception_resolution as
select x.id as exception_id,
       case when x.resolved_on is null then null
            when x.written_off then 'written off by ' || w.asked_by || coalesce(', agreed by ' || w.decided_by, '') || ': ' || w.reason
            when m.made_by like '%@%' then 'matched by ' || m.made_by || coalesce(', agreed by ' || m.decided_by, '')
            when k.made_by is not null then 'linked to ' || k.gifts || ' by ' || k.made_by
            else 'nightly close' end as resolved_by
from settlement_exception x
left join write_off w on w.exception_id = x.id and w.state = 'MADE'
left join lateral (
    select min(l.made_by) as made_by, string_agg(l.gift, ', ' order by l.id) as gifts from settlement_link l
    where x.kind = 'MISSING_GIFT' and l.balance_transaction = x.reference and l.state = 'MADE') k on true
left join lateral (
    select k.made_by, k.decided_by from bank_match_line l
    join bank_match k on k.id = l.match_id and k.state = 'MADE'
    where l.line_id = case when x.kind = 'BANK_LINE_UNMATCHED' then substr(x.reference, 4)::bigint end
    order by k.id desc limit 1) m on true;
