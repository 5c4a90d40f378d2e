-- Bank accounts and what the bank says of them. A line of a statement is a fact: it comes in once, whatever files carry it,
-- and is never changed.

create table bank_account (
    id              bigint generated always as identity primary key,
    legal_entity_id bigint  not null default 1,
    name            text    not null check (length(name) between 1 and 100),
    -- IBAN without spaces, or the number as the bank's files write it
    number          text    not null check (number ~ '^[A-Z0-9/-]{4,34}$'),
    currency        char(3) not null check (currency ~ '^[A-Z]{3}$'),
    -- before the first statement; null where the first statement's own is taken
    opening_minor   bigint,
    -- which lines without a deposit are exceptions: an account that also pays wages has many that are nobody's concern here
    raises          text    not null default 'ALL' check (raises in ('ALL', 'INCOMING')),
    active          boolean not null default true,
    version         integer not null default 1,
    unique (number, currency)
);
create trigger bank_account_rows before delete on bank_account for each row execute function refuse_change();
create trigger bank_account_all before truncate on bank_account for each statement execute function refuse_change();

-- How the bank of an account writes its CSV. A column is named as in the header, or numbered from 1.
create table bank_csv_mapping (
    bank_account_id bigint  primary key references bank_account,
    encoding        text    not null check (encoding in ('UTF-8', 'UTF-16', 'ISO-8859-1', 'windows-1252')),
    delimiter       char(1) not null check (delimiter in (',', ';', '|', E'\t')),
    decimal_sign    char(1) not null check (decimal_sign in ('.', ',')),
    date_pattern    text    not null,
    skipped_lines   integer not null default 0 check (skipped_lines between 0 and 100),
    header          boolean not null default true,
    date_column     text    not null,
    amount_column   text,
    debit_column    text,
    credit_column   text,
    text_columns    text[]  not null default '{}',
    reference_column text,
    name_column     text,
    currency_column text,
    balance_column  text,
    check ((amount_column is null) = (debit_column is not null and credit_column is not null))
);

-- A file as it was sent; it stays, so that every line can be shown where it came from.
create table bank_file (
    id              bigint generated always as identity primary key,
    -- of the file's bytes: the same file twice is one file
    sha256          bytea       not null unique,
    name            text        not null,
    format          text        not null check (format in ('CAMT053', 'MT940', 'CSV')),
    -- of a CSV, which does not say whose it is
    bank_account_id bigint      references bank_account,
    bytes           bigint      not null,
    sent_by         text        not null,
    sent_at         timestamptz not null,
    imported_by     text,
    imported_at     timestamptz,
    check ((imported_by is null) = (imported_at is null))
);
create table bank_file_part (
    file_id  bigint  not null references bank_file on delete cascade,
    position integer not null,
    bytes    bytea   not null,
    primary key (file_id, position)
);

create table bank_statement (
    id              bigint generated always as identity primary key,
    bank_account_id bigint  not null references bank_account,
    file_id         bigint  not null references bank_file,
    -- the bank's own: id and number; of a CSV the file's
    identity        text    not null,
    since           date    not null,
    until           date    not null check (until >= since),
    opening_minor   bigint,
    closing_minor   bigint,
    -- in the statement; some of them may have come with another one
    lines           bigint  not null,
    unique (bank_account_id, identity),
    check ((opening_minor is null) = (closing_minor is null))
);
create index bank_statement_time on bank_statement (bank_account_id, since, until);
create index bank_statement_file on bank_statement (file_id);

create table bank_line (
    id              bigint generated always as identity primary key,
    bank_account_id bigint  not null references bank_account,
    statement_id    bigint  not null references bank_statement,
    -- of the file, where the line begins
    place           bigint  not null,
    booked_on       date    not null,
    valued_on       date,
    -- positive into the account
    amount_minor    bigint  not null,
    currency        char(3) not null,
    -- the bank's own reference; and that of whoever sent the money
    bank_reference  text    not null default '',
    sender_reference text   not null default '',
    counterparty    text    not null default '',
    text            text    not null default '',
    -- of what makes it this line and no other
    identity        bytea   not null,
    -- letters and digits only: banks break ids over lines and set blanks between
    squashed        text    not null generated always as (
        regexp_replace(upper(bank_reference || ' ' || sender_reference || ' ' || text || ' ' || counterparty), '[^A-Z0-9]', '', 'g')) stored,
    unique (bank_account_id, identity)
);
create index bank_line_newest on bank_line (booked_on desc, id desc);
create index bank_line_account on bank_line (bank_account_id, booked_on, id);
create index bank_line_statement on bank_line (statement_id);

-- Which statements carry a line; the one that brought it stands in the line itself.
create table bank_statement_line (
    statement_id bigint not null references bank_statement,
    line_id      bigint not null references bank_line,
    -- in the order of time, and the balance before it where the statement has balances
    position     bigint not null,
    before_minor bigint,
    primary key (statement_id, line_id)
);
create index bank_statement_line_line on bank_statement_line (line_id);

-- What two files must agree on for a line to be the same one; the how-manieth of the day makes it whole.
create function bank_line_base(booked_on date, amount_minor bigint, bank_reference text, sender_reference text,
                               counterparty text, text text) returns text language sql immutable as $$
    select case when bank_reference <> '' then 'R' || bank_reference
                else 'T' || regexp_replace(upper(sender_reference || ' ' || text || ' ' || counterparty), '\s', '', 'g') end
           || '|' || (booked_on - date '2000-01-01') || '|' || amount_minor
$$;

create trigger bank_line_rows before update or delete on bank_line for each row execute function refuse_change();
create trigger bank_line_all before truncate on bank_line for each statement execute function refuse_change();
create trigger bank_statement_rows before update or delete on bank_statement for each row execute function refuse_change();
create trigger bank_statement_all before truncate on bank_statement for each statement execute function refuse_change();

-- Each statement with balances, and by how much it does not follow on what is known before it: null where nothing is.
create view bank_statement_gap as
select s.id as statement_id,
       case when before.id is null then s.opening_minor - a.opening_minor
            when before.until < s.since or before.until = s.since and before.closing_minor = s.opening_minor
                then s.opening_minor - before.closing_minor
            else s.opening_minor - before.opening_minor - (
                select coalesce(sum(l.amount_minor), 0) from bank_line l
                where l.bank_account_id = s.bank_account_id and l.booked_on >= before.since and l.booked_on < s.since)
       end::bigint as gap_minor,
       before.until as after_day
from bank_statement s
join bank_account a on a.id = s.bank_account_id
left join lateral (
    select p.* from bank_statement p
    where p.bank_account_id = s.bank_account_id and p.id <> s.id and p.closing_minor is not null
      and (p.since, p.until) <= (s.since, s.until)
      and (p.since < s.since or p.until < s.until or p.closing_minor = s.opening_minor
           or p.opening_minor <> s.closing_minor and p.id < s.id)
    order by p.until <= s.since and p.closing_minor = s.opening_minor desc, p.since desc, p.until desc, p.id desc
    limit 1) before on true
where s.opening_minor is not null;
