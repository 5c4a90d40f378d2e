-- What Stripe's webhook endpoint must be, each requirement with what was found when Stripe was last asked.
create table endpoint_finding (
    stripe_account text        not null,
    requirement    text        not null,
    position       integer     not null,
    -- HOLDS; BROKEN; OPEN when it could not be asked
    outcome        text        not null check (outcome in ('HOLDS', 'BROKEN', 'OPEN')),
    detail         text        not null default '',
    asked_at       timestamptz not null,
    primary key (stripe_account, requirement)
);

-- How webhooks usually arrive, measured whenever the endpoint is looked at: one row.
create table arrival_rhythm (
    one             boolean     primary key default true check (one),
    measured_at     timestamptz not null,
    newest_at       timestamptz,
    -- the longest silence that is usual; null while the history is too short to say
    usual_silence   bigint
);

-- When webhooks of each kind of traffic last came, and how many in the four weeks before they were counted.
create table arrival (
    traffic   text        primary key,
    newest_at timestamptz not null,
    events    bigint      not null
);

-- Events are appended in the order of time, so a few bytes for each stretch of the table find four weeks of them.
create index stripe_event_received on stripe_event using brin (received_at) with (autosummarize = on);
