-- From the ledger to the books that an organisation keeps elsewhere: its accounts, the rules that say which of them an
-- entry belongs to, and the batches in which entries go over.

create table chart_account (
    legal_entity_id bigint  not null references legal_entity,
    code            text    not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$'),
    -- as the other system writes it: a sub-account as Parent:Sub
    name            text    not null check (length(name) between 1 and 100),
    type            text    not null check (type in ('ASSET', 'LIABILITY', 'NET_ASSETS', 'INCOME', 'EXPENSE')),
    active          boolean not null default true,
    version         integer not null default 1,
    primary key (legal_entity_id, code)
);

-- What an entry's side must be like (null: anything) for it to belong to an account. A change is another row from a month
-- on; nothing but the last month of a row is ever changed.
create table mapping_rule (
    id              bigint generated always as identity primary key,
    legal_entity_id bigint  references legal_entity,
    role            text,
    fund_id         bigint  references fund,
    channel         text    check (channel ~ '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$'),
    restriction     text    check (restriction in ('WITHOUT_DONOR_RESTRICTIONS', 'WITH_DONOR_RESTRICTIONS')),
    currency        char(3) check (currency ~ '^[A-Z]{3}$'),
    account         text    not null,
    department      text    not null default '' check (length(department) <= 36),
    project         text    not null default '' check (length(project) <= 36),
    -- first days of months, the last one included; the month before the first: it never was valid
    valid_from      date    not null check (extract(day from valid_from) = 1),
    valid_to        date    check (extract(day from valid_to) = 1 and valid_to >= valid_from - interval '1 month'),
    created_by      text    not null,
    created_at      timestamptz not null,
    ended_by        text,
    ended_at        timestamptz
);
create function guard_mapping_rule() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'valid_to' - 'ended_by' - 'ended_at') <> (to_jsonb(old) - 'valid_to' - 'ended_by' - 'ended_at') then
        raise exception 'a mapping rule is never rewritten; end it and write another'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger mapping_rule_guard before update on mapping_rule for each row execute function guard_mapping_rule();
create trigger mapping_rule_rows before delete on mapping_rule for each row execute function refuse_change();
create trigger mapping_rule_all before truncate on mapping_rule for each statement execute function refuse_change();

-- The rule that holds for a side of an entry: of those that fit, the one that names most; of those that name as many, by
-- what they name: entity before role, fund, restriction, channel, currency.
create function mapping_rule_for(entity bigint, month date, of_role text, of_fund bigint, of_channel text,
                                 of_restriction text, of_currency text) returns bigint language sql stable as $$
    select r.id from mapping_rule r
    where (r.legal_entity_id is null or r.legal_entity_id = entity)
      and (r.role is null or r.role = of_role)
      and (r.fund_id is null or r.fund_id = of_fund)
      and (r.restriction is null or r.restriction = of_restriction)
      and (r.channel is null or r.channel = of_channel)
      and (r.currency is null or r.currency = of_currency)
      and r.valid_from <= month and (r.valid_to is null or r.valid_to >= month)
    order by num_nonnulls(r.legal_entity_id, r.role, r.fund_id, r.restriction, r.channel, r.currency) desc,
             r.legal_entity_id is null, r.role is null, r.fund_id is null, r.restriction is null, r.channel is null, r.id
    limit 1
$$;

-- Last number of each entity's batches, so that they have no gap.
create table journal_number (
    legal_entity_id bigint  primary key references legal_entity,
    last_number     integer not null default 0
);

create table journal_batch (
    id              bigint generated always as identity primary key,
    legal_entity_id bigint  not null references legal_entity,
    number          integer not null check (number > 0),
    period          date    not null check (extract(day from period) = 1),
    -- the only currency in it; null for all there were
    currency        char(3),
    granularity     text    not null check (granularity in ('DAY', 'MONTH')),
    reverses        bigint  unique references journal_batch,
    reason          text    not null default '' check (length(reason) <= 500),
    entries         bigint  not null,
    made_by         text    not null,
    made_at         timestamptz not null,
    unique (legal_entity_id, number),
    check ((reverses is null) or reason <> '')
);
create index journal_batch_period on journal_batch (period, legal_entity_id);

create table journal_line (
    batch_id     bigint  not null references journal_batch,
    line         integer not null,
    day          date    not null,
    side         text    not null check (side in ('DEBIT', 'CREDIT')),
    account      text    not null,
    account_name text    not null,
    department   text    not null default '',
    project      text    not null default '',
    -- of accounts that net assets are counted in; empty for assets and liabilities
    fund         text    not null default '',
    currency     char(3) not null,
    amount       bigint  not null check (amount > 0),
    entries      bigint  not null,
    primary key (batch_id, line)
);

-- What goes from which line to which: the same money as the lines, for targets that book account against account.
create table journal_pair (
    batch_id    bigint  not null references journal_batch,
    pair        integer not null,
    debit_line  integer not null,
    credit_line integer not null,
    currency    char(3) not null,
    amount      bigint  not null check (amount > 0),
    primary key (batch_id, pair),
    foreign key (batch_id, debit_line) references journal_line,
    foreign key (batch_id, credit_line) references journal_line
);

-- Which entries of the ledger a batch took over, and in which lines they are.
create table journal_posting (
    posting_id  bigint  not null,
    batch_id    bigint  not null,
    debit_line  integer not null,
    credit_line integer not null,
    primary key (posting_id, batch_id)
);
create index journal_posting_debit on journal_posting (batch_id, debit_line, posting_id);
create index journal_posting_credit on journal_posting (batch_id, credit_line, posting_id);

-- What was in a batch and by which rule it got its account, so that nobody can say otherwise later.
create table journal_combination (
    batch_id    bigint  not null references journal_batch,
    role        text    not null,
    fund_id     bigint,
    channel     text,
    restriction text,
    currency    char(3) not null,
    rule_id     bigint  not null references mapping_rule,
    account     text    not null,
    department  text    not null,
    project     text    not null,
    unique nulls not distinct (batch_id, role, fund_id, channel, restriction, currency)
);

-- What became of a batch.
create table journal_event (
    id       bigint generated always as identity primary key,
    batch_id bigint not null references journal_batch,
    kind     text   not null check (kind in ('MADE', 'EXPORTED', 'CONFIRMED', 'CORRECTED', 'REVERSED')),
    detail   text   not null default '',
    -- why a confirmation was corrected
    reason   text   not null default '' check (length(reason) <= 500),
    actor    text   not null,
    at       timestamptz not null,
    check (kind <> 'CORRECTED' or reason <> '')
);
create index journal_event_batch on journal_event (batch_id, id);
create unique index journal_event_confirmed on journal_event (batch_id) where kind = 'CONFIRMED';

-- The first file of each kind that left: every later one must be the same.
create table journal_export (
    batch_id bigint not null references journal_batch,
    -- format, currency and part
    file     text   not null,
    settings jsonb  not null,
    sha256   bytea  not null,
    bytes    bigint not null,
    at       timestamptz not null,
    actor    text   not null,
    primary key (batch_id, file)
);

-- What a target must be told about an entity; held with the first file that was written by it.
create table journal_setting (
    legal_entity_id   bigint  primary key references legal_entity,
    settings          jsonb   not null,
    version           integer not null default 1
);

do $$
declare
    kept text;
begin
    foreach kept in array array['journal_batch', 'journal_line', 'journal_pair', 'journal_posting',
                                'journal_combination', 'journal_event', 'journal_export'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()',
                       kept || '_rows', kept);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
                       kept || '_all', kept);
    end loop;
end $$;

-- A batch that is none itself and that none takes back.
create view journal_batch_standing as
select b.* from journal_batch b
where b.reverses is null and not exists (select 1 from journal_batch r where r.reverses = b.id);

-- No entry is in two batches that stand, and what is written belongs to a batch of this very transaction.
create function check_journal_postings() returns trigger language plpgsql as $$
begin
    if exists (select 1 from taken t
               join journal_posting o on o.posting_id = t.posting_id and o.batch_id <> t.batch_id
               join journal_batch_standing s on s.id = o.batch_id) then
        raise exception 'an entry of the ledger is in a batch already' using errcode = 'unique_violation';
    end if;
    return null;
end $$;
create trigger journal_posting_once after insert on journal_posting
    referencing new table as taken for each statement execute function check_journal_postings();

-- At the end of the transaction a batch balances in each currency, and its pairs say the same as its lines.
create function check_journal_batch() returns trigger language plpgsql as $$
begin
    if exists (select 1 from journal_line where batch_id = new.id group by currency
               having sum(case side when 'DEBIT' then amount else -amount end) <> 0)
       or exists (select 1 from journal_line l
                  left join (select line, sum(amount) as amount
                             from (select debit_line as line, amount from journal_pair where batch_id = new.id
                                   union all
                                   select credit_line, amount from journal_pair where batch_id = new.id) p
                             group by line) p on p.line = l.line
                  where l.batch_id = new.id and l.amount is distinct from p.amount) then
        raise exception 'batch % does not balance', new.id using errcode = 'check_violation';
    end if;
    return null;
end $$;
create constraint trigger journal_batch_balances after insert on journal_batch
    deferrable initially deferred for each row execute function check_journal_batch();

-- The entries as the journal sees them: both sides with their fund, the channel the money came by, whose books they are in
-- and the month they count in. Entries of Stripe's test mode count only where there are no others.
create view journal_entry_source as
select p.id as posting_id, p.key, p.kind, p.amount, p.currency, p.gift_id, p.reference, p.occurred_at,
       d.role as debit_role, coalesce(d.fund_id, g.fund_id) as debit_fund,
       c.role as credit_role, coalesce(c.fund_id, g.fund_id) as credit_fund,
       case when g.found_by = 'KEYED' then coalesce(nullif(lower(g.payment_method), ''), 'offline')
            else coalesce(nullif(coalesce(g.stripe_account, d.stripe_account, c.stripe_account), ''),
                          case when coalesce(g.stripe_account, d.stripe_account, c.stripe_account) = '' then 'stripe' end)
       end as channel,
       p.legal_entity_id, p.booked_month
from ledger_posting p
join ledger_account d on d.id = p.debit_id
join ledger_account c on c.id = p.credit_id
left join gift g on g.id = p.gift_id
where d.livemode or not exists (select 1 from ledger_account where livemode);

-- How far each month of each entity has come.
create view journal_month as
select s.legal_entity_id, s.period, s.status,
       (select max(c.at) from period_change c
        where c.legal_entity_id = s.legal_entity_id and c.period = s.period and c.status = 'REOPENED') as reopened_at
from settlement_period s;
