-- Links with which donors look after their own plans, and what they asked for with them.

-- What the links are signed with; made at first use and never shown.
create table giving_secret (
    single     boolean     primary key default true check (single),
    secret     bytea       not null check (length(secret) >= 32),
    created_at timestamptz not null
);

-- Links of an older version no longer open: how all links of a plan are withdrawn.
alter table recurring_plan add column link_version integer not null default 1;

-- A donor's wish, written down before Stripe is asked, so that it is asked for once however often it is tried.
create table plan_change (
    id              bigint generated always as identity primary key,
    plan_id         bigint      not null references recurring_plan,
    deed            text        not null check (deed in ('PAUSE', 'SKIP', 'RESUME', 'AMOUNT', 'CANCEL')),
    amount_minor    bigint      check (amount_minor > 0),
    until           timestamptz,
    -- of the form that was sent: a form sent twice is one wish
    nonce           text        not null unique,
    idempotency_key text        not null unique,
    -- ASKED until Stripe answered; OVERTAKEN by a newer wish before it could be carried out
    state           text        not null default 'ASKED' check (state in ('ASKED', 'DONE', 'REFUSED', 'OVERTAKEN')),
    asked_at        timestamptz not null,
    ended_at        timestamptz,
    reply           text,
    check ((deed = 'AMOUNT') = (amount_minor is not null) and (deed in ('PAUSE', 'SKIP')) = (until is not null))
);
create index plan_change_plan on plan_change (plan_id, id);
create index plan_change_asked on plan_change (id) where state = 'ASKED';
