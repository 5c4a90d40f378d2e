-- Stripe's own report files, read as a second source that must agree with what the API told us. They change nothing else.
create table stripe_report (
    id             bigint generated always as identity primary key,
    -- of the file's bytes: the same file twice is one report
    sha256         bytea       not null unique,
    name           text        not null,
    kind           text        not null check (kind in (
        'BALANCE_CHANGE', 'PAYOUT_RECONCILIATION', 'PAYOUTS', 'BALANCE_SUMMARY', 'BALANCE_CHANGE_SUMMARY', 'PAYOUTS_SUMMARY',
        'PAYOUT_RECONCILIATION_SUMMARY')),
    -- in which the file's times without _utc are written
    zone           text        not null,
    -- the books it is about: named, or those of the transactions in it; null for all there are
    stripe_account text,
    livemode       boolean,
    -- named by who imported it, or what its rows span; the end itself is not included
    since          timestamptz,
    until          timestamptz,
    bytes          bigint      not null,
    lines          bigint      not null,
    imported_by    text        not null,
    imported_at    timestamptz not null,
    compared_at    timestamptz,
    agreed         bigint,
    differing      bigint
);

-- A row of the file: a balance transaction, or a line of a summary. What the file has no column for is null.
create table stripe_report_line (
    report_id           bigint  not null references stripe_report on delete cascade,
    line                bigint  not null,
    balance_transaction text,
    currency            char(3) not null,
    reporting_category  text,
    count               bigint,
    gross_minor         bigint,
    fee_minor           bigint,
    net_minor           bigint,
    created_at          timestamptz,
    -- the other moment it may mean, where the clocks went back
    created_or          timestamptz,
    -- written without seconds
    to_the_minute       boolean not null default false,
    payout              text,
    payout_status       text,
    arrival_date        date,
    primary key (report_id, line)
);
create index stripe_report_line_transaction on stripe_report_line (report_id, balance_transaction);

-- What the file and the books say differently; the first ten thousand are kept, all are counted.
create table stripe_report_difference (
    report_id    bigint  not null references stripe_report on delete cascade,
    position     bigint  not null,
    kind         text    not null check (kind in ('ONLY_STRIPE', 'ONLY_BOOKS', 'FIELD', 'TWICE')),
    line         bigint,
    reference    text    not null,
    field        text    not null default '',
    currency     char(3) not null,
    ours_minor   bigint,
    theirs_minor bigint,
    ours         text,
    theirs       text,
    primary key (report_id, position)
);

-- Both sides added up, for each currency and, in a summary, each category.
create table stripe_report_total (
    report_id     bigint  not null references stripe_report on delete cascade,
    currency      char(3) not null,
    category      text    not null default '',
    -- false for a currency that the file is not about, and for a line of a summary that nobody knows
    compared      boolean not null,
    theirs_count  bigint,
    theirs_gross  bigint,
    theirs_fee    bigint,
    theirs_net    bigint,
    ours_count    bigint,
    ours_gross    bigint,
    ours_fee      bigint,
    ours_net      bigint,
    primary key (report_id, currency, category)
);
