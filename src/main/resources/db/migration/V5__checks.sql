-- What Stripe said its balance was, just before the close read the list that must add up to it.
create table stripe_balance (
    stripe_account text        not null,
    livemode       boolean     not null,
    currency       char(3)     not null,
    -- available, pending and reserved together
    total_minor    bigint      not null,
    asked_at       timestamptz not null,
    primary key (stripe_account, livemode, currency)
);

-- What Stripe breaks a fee down into, summed up; null where it does not.
alter table balance_transaction add column fee_details_minor bigint;

-- What each close found when it checked the books against themselves and against Stripe.
create table close_check (
    execution_id bigint      not null references job_run on delete cascade,
    name         text        not null,
    position     integer     not null,
    -- HOLDS; BROKEN; OPEN when what it needs is not known yet
    outcome      text        not null check (outcome in ('HOLDS', 'BROKEN', 'OPEN')),
    checked      bigint      not null,
    broken       bigint      not null,
    -- the first of what is broken, in words a person can look up
    detail       text        not null default '',
    checked_at   timestamptz not null,
    primary key (execution_id, name)
);
