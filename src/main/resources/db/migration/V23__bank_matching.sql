-- What should arrive at the bank, what did, and how each is known to be the other.

alter table ledger_account drop constraint ledger_account_role_check, add constraint ledger_account_role_check check (role in (
    'STRIPE_RECEIVABLE', 'STRIPE_CLEARING', 'BANK_IN_TRANSIT', 'BANK', 'GIFT_INCOME', 'PROCESSING_FEES', 'REFUNDS',
    'DISPUTES_OPEN', 'DISPUTES_LOST', 'RESERVES', 'ADJUSTMENTS', 'CURRENCY_EXCHANGE', 'EXCHANGE_DIFFERENCE', 'UNEXPLAINED'));
alter table ledger_posting drop constraint ledger_posting_kind_check, add constraint ledger_posting_kind_check check (kind in (
    'GIFT', 'GIFT_REVERSED', 'FUND_CHANGED', 'REFUND', 'REFUND_FAILED', 'DISPUTE', 'DISPUTE_WON', 'DISPUTE_LOST',
    'DISPUTE_LOST_IN_PART', 'DISPUTE_WON_LATE', 'CHARGE', 'CHARGE_FEE', 'CHARGE_REVERSED', 'SETTLEMENT', 'SETTLEMENT_FEE',
    'EXCHANGE', 'EXCHANGE_DIFFERENCE', 'CORRECTION', 'BANK', 'BANK_DIFFERENCE', 'BANK_UNDONE'));

-- Money on its way to the bank, or from it when negative: a payout of Stripe's, or what somebody took to the bank. A payout
-- that failed is two, there and back, and the bank may show both or neither.
create table deposit (
    id              bigint generated always as identity primary key,
    kind            text        not null check (kind in ('PAYOUT', 'PAYOUT_RETURNED', 'CHEQUES', 'CASH', 'TRANSFER')),
    reference       text        not null unique check (length(reference) between 1 and 100),
    amount_minor    bigint      not null check (amount_minor <> 0),
    currency        char(3)     not null check (currency ~ '^[A-Z]{3}$'),
    expected_on     date        not null,
    -- the days on which the bank may show it: a business day before to five after
    window_from     date        not null generated always as (expected_on - case extract(isodow from expected_on)::integer when 1 then 3 when 7 then 2 else 1 end) stored,
    window_to       date        not null generated always as (expected_on + case extract(isodow from expected_on)::integer when 6 then 6 when 7 then 5 else 7 end) stored,
    legal_entity_id bigint      not null default 1,
    livemode        boolean     not null default true,
    payout_id       text,
    -- letters and digits of what a bank's text may name it by; null where that is too short to mean anything
    named           text,
    traced          text,
    -- whether the bank must show it
    needed          boolean     not null default true,
    recorded_by     text,
    recorded_at     timestamptz,
    check ((payout_id is not null) = (kind in ('PAYOUT', 'PAYOUT_RETURNED')))
);
create index deposit_expected on deposit (currency, expected_on);
create index deposit_payout on deposit (payout_id) where payout_id is not null;

-- Lines and deposits that are the same money, as many of each as there are; a match is never changed but decided or undone.
create table bank_match (
    id               bigint generated always as identity primary key,
    state            text        not null check (state in ('WAITING', 'MADE', 'DECLINED', 'UNDONE')),
    -- how it is known: the line names the deposits; nothing else has the amount in these days; nothing else that also
    -- sounds like the sender; a person took a suggestion; a person found it; it is none of our deposits
    key              text        not null check (key in ('REFERENCE', 'AMOUNT_DATE', 'DESCRIPTOR', 'SUGGESTION', 'PERSON', 'NOT_OURS')),
    currency         char(3)     not null,
    -- lines less deposits, and where it goes
    difference_minor bigint      not null default 0,
    difference_account text      check (difference_account in ('PROCESSING_FEES', 'ADJUSTMENTS', 'NOT_OURS')),
    reason           text        not null default '' check (length(reason) <= 500),
    second_person    boolean     not null default false,
    made_by          text        not null,
    made_at          timestamptz not null,
    decided_by       text,
    decided_at       timestamptz,
    undone_by        text,
    undone_at        timestamptz,
    undone_reason    text        check (length(undone_reason) <= 500),
    posted           boolean     not null default false,
    check ((difference_minor <> 0) = (difference_account is not null)),
    check (difference_minor = 0 or reason <> ''),
    check ((state = 'UNDONE') = (undone_by is not null and undone_at is not null)),
    constraint bank_match_four_eyes check (not second_person or state in ('WAITING', 'DECLINED')
        or decided_by is not null and lower(decided_by) <> lower(made_by))
);
create index bank_match_waiting on bank_match (id) where state = 'WAITING';
create index bank_match_unposted on bank_match (id) where state = 'MADE' and not posted;

-- How much of each: all of it, unless somebody split it.
create table bank_match_line (
    match_id     bigint not null references bank_match,
    line_id      bigint not null references bank_line,
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (match_id, line_id)
);
create index bank_match_line_line on bank_match_line (line_id);
create table bank_match_deposit (
    match_id     bigint not null references bank_match,
    deposit_id   bigint not null references deposit,
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (match_id, deposit_id)
);
create index bank_match_deposit_deposit on bank_match_deposit (deposit_id);
create trigger bank_match_rows before delete on bank_match for each row execute function refuse_change();
create trigger bank_match_line_rows before update or delete on bank_match_line for each row execute function refuse_change();
create trigger bank_match_deposit_rows before update or delete on bank_match_deposit for each row execute function refuse_change();

create function guard_bank_match() returns trigger language plpgsql as $$
begin
    if (new.key, new.currency, new.difference_minor, new.difference_account, new.reason, new.second_person, new.made_by)
           is distinct from
       (old.key, old.currency, old.difference_minor, old.difference_account, old.reason, old.second_person, old.made_by)
       or old.state in ('DECLINED', 'UNDONE') and new.state <> old.state then
        raise exception 'a match never changes what it says, nor how it ended' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger bank_match_guard before update on bank_match for each row execute function guard_bank_match();

-- What is left: held counts what waits for a second person as gone, open does not.
create view bank_line_standing as
select l.id as line_id, (l.amount_minor - coalesce(m.held, 0))::bigint as left_minor, (l.amount_minor - coalesce(m.made, 0))::bigint as open_minor
from bank_line l
left join lateral (
    select sum(p.amount_minor) as held, sum(p.amount_minor) filter (where m.state = 'MADE') as made
    from bank_match_line p join bank_match m on m.id = p.match_id and m.state in ('WAITING', 'MADE')
    where p.line_id = l.id) m on true;
create view deposit_standing as
select d.id as deposit_id, (d.amount_minor - coalesce(m.held, 0))::bigint as left_minor, (d.amount_minor - coalesce(m.made, 0))::bigint as open_minor
from deposit d
left join lateral (
    select sum(p.amount_minor) as held, sum(p.amount_minor) filter (where m.state = 'MADE') as made
    from bank_match_deposit p join bank_match m on m.id = p.match_id and m.state in ('WAITING', 'MADE')
    where p.deposit_id = d.id) m on true;

-- A part never takes more than there is, nor turns its direction.
create function guard_bank_part() returns trigger language plpgsql as $$
begin
    if tg_table_name = 'bank_match_line' then
        if exists (select 1 from added a join bank_line l on l.id = a.line_id join bank_line_standing s on s.line_id = l.id
                   where sign(a.amount_minor) <> sign(l.amount_minor) or s.left_minor * sign(l.amount_minor) < 0) then
            raise exception 'more than is left of a bank line' using errcode = 'check_violation';
        end if;
    elsif exists (select 1 from added a join deposit d on d.id = a.deposit_id join deposit_standing s on s.deposit_id = d.id
                  where sign(a.amount_minor) <> sign(d.amount_minor) or s.left_minor * sign(d.amount_minor) < 0) then
        raise exception 'more than is left of a deposit' using errcode = 'check_violation';
    end if;
    return null;
end $$;
create trigger bank_match_line_left after insert on bank_match_line
    referencing new table as added for each statement execute function guard_bank_part();
create trigger bank_match_deposit_left after insert on bank_match_deposit
    referencing new table as added for each statement execute function guard_bank_part();

-- Deposits that every account of their currency would show by now: those that have statements of all the days.
create view deposit_due as
select d.*, s.open_minor
from deposit d
join deposit_standing s on s.deposit_id = d.id
join (select a.legal_entity_id, a.currency, array_agg(c.days) as days
      from bank_account a
      join (select bank_account_id, range_agg(daterange(since, until, '[]')) as days from bank_statement group by bank_account_id) c
        on c.bank_account_id = a.id
      where a.active
      group by a.legal_entity_id, a.currency) covered
  on covered.legal_entity_id = d.legal_entity_id and covered.currency = d.currency
where d.needed
  and not exists (select 1 from unnest(covered.days) each (days) where not each.days @> daterange(d.window_from, d.window_to, '[]'));

-- What may be the same money and is not booked by itself; made anew by each matching.
create table bank_suggestion (
    id       bigint generated always as identity primary key,
    kind     text     not null check (kind in ('NAMED', 'TIE', 'MERGED', 'SPLIT')),
    lines    bigint[] not null,
    deposits bigint[] not null,
    -- the best first
    rank     integer  not null,
    difference_minor bigint not null default 0
);
create index bank_suggestion_lines on bank_suggestion using gin (lines);

-- Who looks after a line, and what people said about it.
create table bank_line_owner (
    line_id     bigint primary key references bank_line,
    assigned_to text   not null
);
create table bank_line_comment (
    id      bigint generated always as identity primary key,
    line_id bigint      not null references bank_line,
    at      timestamptz not null,
    author  text        not null,
    text    text        not null check (length(text) between 1 and 2000)
);
create index bank_line_comment_line on bank_line_comment (line_id, id);
create trigger bank_line_comment_rows before update or delete on bank_line_comment for each row execute function refuse_change();
