-- From a figure of a month to its balance transactions, newest first.
create index balance_transaction_page on balance_transaction (period, currency, created_at, id);
drop index balance_transaction_period;

-- Who of finance wants the daily letter; nobody until they say so.
alter table staff add column finance_letters boolean not null default false;

-- What finance was told on a day: once a day, and only when something needs them.
create table finance_notice (
    day        date        primary key,
    written_at timestamptz not null,
    -- the close that found it
    close_date date,
    news       jsonb       not null
);
create trigger finance_notice_rows before update or delete on finance_notice for each row execute function refuse_change();
create trigger finance_notice_all before truncate on finance_notice for each statement execute function refuse_change();
