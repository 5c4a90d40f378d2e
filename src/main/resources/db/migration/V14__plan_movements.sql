-- How the monthly recurring income moved, plan by plan; derived from what was said about plans, so it can be computed
-- again at any time. A month's opening is the sum of everything moved before it.
create table plan_movement (
    plan_id      bigint      not null references recurring_plan,
    at           timestamptz not null,
    kind         text        not null check (kind in (
        'NEW', 'UPGRADE', 'DOWNGRADE', 'PAUSED', 'RESUMED', 'CHURNED_BY_CHOICE', 'CHURNED_BY_FAILURE', 'RECOVERED')),
    currency     char(3)     not null,
    -- the first day of the month, cut in the organisation's zone
    month        date        not null,
    -- the money a month that it is about
    amount_minor bigint      not null check (amount_minor >= 0),
    -- what it adds to the monthly recurring income
    moved_minor  bigint      not null check (abs(moved_minor) in (0, amount_minor)),
    primary key (plan_id, at, kind, currency)
);
create index plan_movement_month on plan_movement (month, currency, kind) include (amount_minor, moved_minor);

-- Whether something was said about a plan since its movements were computed.
alter table recurring_plan add column unmoved boolean not null default true;
create index recurring_plan_unmoved on recurring_plan (id) where unmoved;
create index recurring_plan_ended on recurring_plan (ended_at) where ended_at is not null and cancel_reason is null;
