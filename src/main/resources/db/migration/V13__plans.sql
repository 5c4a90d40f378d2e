-- Recurring giving: everything ever said about a plan is kept, and what it is now, what was agreed when, and what fell
-- due are derived from that, so that the order in which messages come cannot matter.

-- What one message said about a plan, never changed and never removed.
create table plan_statement (
    plan_id        bigint      not null references recurring_plan,
    -- second in which Stripe made the event, or in which we fetched the object
    at             timestamptz not null,
    -- which of two statements of one second comes first: the creation, changes, what was fetched, the end
    place          smallint    not null,
    digest         text        not null,
    -- Stripe's own word, any text
    status         text        not null,
    paused         boolean     not null,
    amount_minor   bigint      check (amount_minor >= 0),
    currency       char(3),
    interval_unit  text        check (interval_unit in ('DAY', 'WEEK', 'MONTH', 'YEAR')),
    interval_count integer     check (interval_count > 0),
    started_at     timestamptz,
    ended_at       timestamptz,
    anchor_at      timestamptz,
    period_end     timestamptz,
    cancel_at      timestamptz,
    resumes_at     timestamptz,
    cancel_reason  text,
    item           text,
    payment_method text,
    campaign_code  text,
    fund_code      text,
    appeal_code    text,
    final          boolean     not null generated always as (status in ('canceled', 'incomplete_expired')) stored,
    -- the amount as money a month, half a minor unit and more rounded up: a year has 12 months, 52 weeks and 365 days
    monthly_minor  bigint      generated always as (
        div(2 * amount_minor::numeric
              * case interval_unit when 'WEEK' then 52 when 'DAY' then 365 else 1 end
            + case interval_unit when 'MONTH' then 1 else 12 end * interval_count,
            2 * case interval_unit when 'MONTH' then 1 else 12 end * interval_count::numeric)::bigint) stored,
    primary key (plan_id, at, place, digest),
    check ((amount_minor is null) = (currency is null) and (amount_minor is null) = (interval_unit is null)
           and (amount_minor is null) = (interval_count is null))
);
create trigger plan_statement_rows before update or delete on plan_statement for each row execute function refuse_change();

-- The statement that speaks for each second. An end is the last word of its second.
create view plan_second as
select distinct on (plan_id, at) *
from plan_statement
order by plan_id, at, final desc, place desc, digest desc;

-- What was agreed since when: one row for each change of amount, rhythm or pause. The first holds from the plan's start.
create view plan_agreed as
select plan_id,
       case when first then least(at, coalesce(started_at, at)) else at end as since,
       amount_minor, currency, interval_unit, interval_count, paused
from (select *,
             row_number() over told = 1 as first,
             lag(amount_minor || ' ' || currency || ' ' || interval_count || ' ' || interval_unit || ' ' || paused) over told
                 is distinct from
                 amount_minor || ' ' || currency || ' ' || interval_count || ' ' || interval_unit || ' ' || paused as changed
      from plan_second s
      where amount_minor is not null
        and (not final or not exists (select from plan_statement o
                                      where o.plan_id = s.plan_id and not o.final and o.amount_minor is not null))
      window told as (partition by plan_id order by at)) changes
where changed;

alter table recurring_plan
    add column anchor_at      timestamptz,
    add column period_end     timestamptz,
    add column cancel_at      timestamptz,
    add column resumes_at     timestamptz,
    add column cancel_reason  text,
    add column item           text,
    add column payment_method text,
    add column paused         boolean not null default false,
    -- two different statements claim its newest second, so Stripe has to be asked
    add column doubtful       boolean not null default false,
    -- when Stripe was asked last because it stayed unfinished
    add column asked_at       timestamptz;
-- Plans are listed newest first; one of which only an invoice spoke so far stands at the end.
create index recurring_plan_newest on recurring_plan
    ((coalesce(started_at, timestamptz '1970-01-01 00:00:00+00')) desc, id desc);
create index recurring_plan_status on recurring_plan
    (status, (coalesce(started_at, timestamptz '1970-01-01 00:00:00+00')) desc, id desc);
create index recurring_plan_unfinished on recurring_plan (asked_at nulls first, id)
    where doubtful or status not in ('active', 'trialing', 'paused', 'canceled', 'incomplete_expired');

-- An instalment is an invoice of a plan.
alter table stripe_invoice
    add column status            text,
    add column amount_due_minor  bigint,
    add column amount_paid_minor bigint,
    add column currency          char(3),
    add column attempts          integer,
    -- paid past Stripe, by transfer for instance: no payment and no payout will ever show it
    add column out_of_band       boolean not null default false,
    add column billing_reason    text,
    add column created_at        timestamptz,
    add column period_start      timestamptz,
    add column period_end        timestamptz,
    add column paid_at           timestamptz,
    add column next_attempt_at   timestamptz,
    add column hosted_url        text,
    add column asked_at          timestamptz;
create index stripe_invoice_unfinished on stripe_invoice (asked_at nulls first, id)
    where subscription is not null and (status is null or status not in ('paid', 'void', 'uncollectible'));

-- A card or other means of payment; of a card only what is printed for people to recognise it by.
create table stripe_payment_method (
    id             text        not null primary key,
    stripe_account text        not null,
    livemode       boolean     not null,
    customer       text,
    type           text        not null,
    brand          text,
    last4          text,
    -- the first day on which it is no longer valid; a renewed card only ever moves forward
    expires_on     date,
    as_of          timestamptz not null
);
create index stripe_payment_method_customer on stripe_payment_method (customer);
