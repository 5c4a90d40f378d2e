-- Failed renewals: why a payment failed, what follows from that by policy, and what was done about it.

-- What Stripe said of an attempt that failed, any text.
alter table charge
    add column failure_code text,
    -- more detailed: the issuer's reason, or why Stripe itself stopped it
    add column decline_code text;
-- the newest reason of a payment that is not (or not only) told by its charges
alter table stripe_payment add column failure_code text;

-- What kinds of failure there are, each with its policy; nothing is done until staff switch it on.
create table decline_class (
    code       text     not null primary key check (code ~ '^[A-Z][A-Z_]{1,31}$'),
    place      smallint not null unique,
    enabled    boolean  not null default false,
    -- from the first failure on, so long a plan counts as recurring income, while its policy is switched on
    grace_days integer  not null check (grace_days between 0 and 180),
    version    integer  not null default 1
);
insert into decline_class (code, place, grace_days) values
    ('SOFT_FUNDS', 1, 30), ('SOFT_TEMPORARY', 2, 30), ('CARD_EXPIRED', 3, 30), ('AUTHENTICATION', 4, 30),
    ('DECLINED', 5, 30), ('HARD', 6, 21), ('MANDATE', 7, 30), ('REVOKED', 8, 7), ('DECEASED', 9, 0),
    ('UNKNOWN', 10, 30);

-- Stripe's decline and failure codes (docs.stripe.com/declines/codes, /declines/network-codes); others are UNKNOWN.
create table decline_code (
    code  text not null primary key,
    class text not null references decline_class
);
insert into decline_code (class, code)
select class, unnest(codes) from (values
    ('SOFT_FUNDS', array['insufficient_funds', 'card_velocity_exceeded', 'withdrawal_count_limit_exceeded',
        'invalid_amount', 'amount_too_large', 'debit_exceeds_limit', 'charge_exceeds_source_limit', 'refer_to_customer']),
    ('SOFT_TEMPORARY', array['processing_error', 'try_again_later', 'issuer_not_available', 'reenter_transaction',
        'approve_with_id', 'duplicate_transaction', 'generic_could_not_process', 'payment_method_provider_timeout',
        'payment_intent_payment_attempt_expired', 'charge_expired_for_capture']),
    ('CARD_EXPIRED', array['expired_card', 'invalid_expiry_month', 'invalid_expiry_year', 'incorrect_number',
        'invalid_number', 'incorrect_cvc', 'invalid_cvc', 'incorrect_zip', 'incorrect_address', 'invalid_account',
        'new_account_information_available', 'payment_method_unactivated']),
    ('AUTHENTICATION', array['authentication_required', 'authentication_not_handled', 'offline_pin_required',
        'online_or_offline_pin_required', 'payment_intent_authentication_failure',
        'payment_intent_action_required', 'authentication_failed']),
    ('DECLINED', array['card_declined', 'generic_decline', 'do_not_honor', 'do_not_try_again', 'call_issuer',
        'no_action_taken', 'not_permitted', 'service_not_allowed', 'transaction_not_allowed', 'card_not_supported',
        'currency_not_supported', 'incorrect_pin', 'invalid_pin', 'pin_try_exceeded', 'testmode_decline',
        'payment_method_provider_decline', 'payment_method_customer_decline', 'generic_failure']),
    ('HARD', array['lost_card', 'stolen_card', 'pickup_card', 'fraudulent', 'merchant_blacklist', 'security_violation',
        'restricted_card', 'highest_risk_level', 'elevated_risk_level', 'rule']),
    ('MANDATE', array['debit_not_authorized', 'bank_account_closed', 'account_closed', 'no_account',
        'bank_account_invalid_details', 'incorrect_account_holder_name', 'bank_account_restricted',
        'bank_account_frozen', 'bank_account_unusable', 'bank_account_unverified', 'bank_ownership_changed',
        'debit_authorization_not_match', 'mandate_invalid', 'payment_method_bank_account_closed']),
    ('REVOKED', array['stop_payment_order', 'revocation_of_authorization', 'revocation_of_all_authorizations',
        'debit_authorization_revoked']),
    ('DECEASED', array['recipient_deceased', 'account_holder_deceased'])) known (class, codes);

-- What is done so many days after the first failure; the days are the organisation's.
create table dunning_step (
    class      text    not null references decline_class,
    after_days integer not null check (after_days between 0 and 180),
    deed       text    not null check (deed in ('MAIL', 'PAUSE', 'STOP')),
    template   text,
    primary key (class, after_days),
    check ((deed = 'MAIL') = (template is not null))
);
-- Mail and nothing else, so that a policy that is only switched on never ends a plan. Where the donor's own action is
-- needed at once the first day; to who told the bank to stop, or died, nothing; where Stripe's own retries may still succeed (most do so within a week or two), later.
insert into dunning_step (class, after_days, deed, template) values
    ('SOFT_FUNDS', 3, 'MAIL', 'FIRST'), ('SOFT_FUNDS', 10, 'MAIL', 'REMINDER'), ('SOFT_FUNDS', 21, 'MAIL', 'LAST'),
    ('SOFT_TEMPORARY', 5, 'MAIL', 'FIRST'), ('SOFT_TEMPORARY', 12, 'MAIL', 'REMINDER'), ('SOFT_TEMPORARY', 21, 'MAIL', 'LAST'),
    ('CARD_EXPIRED', 0, 'MAIL', 'FIRST'), ('CARD_EXPIRED', 7, 'MAIL', 'REMINDER'), ('CARD_EXPIRED', 21, 'MAIL', 'LAST'),
    ('AUTHENTICATION', 0, 'MAIL', 'FIRST'), ('AUTHENTICATION', 3, 'MAIL', 'REMINDER'), ('AUTHENTICATION', 10, 'MAIL', 'LAST'),
    ('DECLINED', 1, 'MAIL', 'FIRST'), ('DECLINED', 8, 'MAIL', 'REMINDER'), ('DECLINED', 21, 'MAIL', 'LAST'),
    ('HARD', 1, 'MAIL', 'FIRST'), ('HARD', 14, 'MAIL', 'LAST'),
    ('MANDATE', 1, 'MAIL', 'FIRST'), ('MANDATE', 10, 'MAIL', 'REMINDER'), ('MANDATE', 24, 'MAIL', 'LAST'),
    ('UNKNOWN', 2, 'MAIL', 'FIRST'), ('UNKNOWN', 9, 'MAIL', 'REMINDER'), ('UNKNOWN', 21, 'MAIL', 'LAST');

-- One notice for each card and expiry.
create table card_notice_policy (
    single     boolean primary key default true check (single),
    enabled    boolean not null default false,
    days_ahead integer not null default 30 check (days_ahead between 1 and 90),
    version    integer not null default 1
);
insert into card_notice_policy default values;

-- From the first instalment of a plan that failed until one is paid, or there is nothing left to pay.
create table plan_failure (
    id              bigint generated always as identity primary key,
    plan_id         bigint      not null references recurring_plan,
    -- the instalment that failed first
    invoice         text        not null,
    class           text        not null references decline_class,
    -- Stripe's word, any; null if it said none
    code            text,
    first_failed_at timestamptz not null,
    -- when the grace was over, so that the plan no longer counts as recurring income
    lapsed_at       timestamptz,
    ended_at        timestamptz,
    ending          text        check (ending in ('RECOVERED', 'PLAN_ENDED', 'WITHDRAWN')),
    unique (plan_id, invoice),
    check ((ended_at is null) = (ending is null))
);
create unique index plan_failure_open on plan_failure (plan_id) where ended_at is null;
create index plan_failure_newest on plan_failure (first_failed_at desc, id desc) where ended_at is null;

-- How an open failure would have to end by what is known now; null while it goes on.
create view plan_failure_ending as
select f.id,
       case when exists (select from stripe_invoice i where i.subscription = p.reference and i.status = 'paid'
                           and (i.id = f.invoice or i.paid_at >= f.first_failed_at)) then 'RECOVERED'
            when p.ended_at is not null or p.status in ('canceled', 'incomplete_expired') then 'PLAN_ENDED'
            when not exists (select from stripe_invoice i where i.subscription = p.reference
                               and i.status in ('open', 'uncollectible') and i.attempts > 0) then 'WITHDRAWN' end as ending
from plan_failure f join recurring_plan p on p.id = f.plan_id
where f.ended_at is null;

-- A step of the policy that was taken, once; what it was then stays, however the policy changes.
create table plan_failure_step (
    id         bigint generated always as identity primary key,
    failure_id bigint      not null references plan_failure,
    -- its place among the steps of the policy, from 1
    number     integer     not null check (number > 0),
    after_days integer     not null,
    deed       text        not null,
    template   text,
    -- of a mail MAILED (it is in the outbox), OVERTAKEN by a later one, NO_ADDRESS, BOUNCED; of a deed at Stripe ASKED,
    -- DONE or REFUSED
    state      text        not null check (state in ('MAILED', 'OVERTAKEN', 'NO_ADDRESS', 'BOUNCED', 'ASKED', 'DONE', 'REFUSED')),
    taken_at   timestamptz not null,
    unique (failure_id, number)
);

-- A card whose expiry a donor was written about.
create table card_notice (
    id             bigint generated always as identity primary key,
    payment_method text        not null,
    expires_on     date        not null,
    -- the plan that is named in the letter
    plan_id        bigint      not null references recurring_plan,
    noticed_at     timestamptz not null,
    unique (payment_method, expires_on)
);
create index card_notice_plan on card_notice (plan_id);
create index stripe_payment_method_expiry on stripe_payment_method (expires_on) where expires_on is not null;

-- A wish can also be the policy's, and a pause without an end.
alter table plan_change add column wished_by text not null default 'DONOR' check (wished_by in ('DONOR', 'POLICY'));
alter table plan_change drop constraint plan_change_check;
alter table plan_change add constraint plan_change_check
    check ((deed = 'AMOUNT') = (amount_minor is not null) and (deed in ('PAUSE', 'SKIP') or until is null)
           and (until is not null or deed not in ('PAUSE', 'SKIP') or wished_by = 'POLICY'));
