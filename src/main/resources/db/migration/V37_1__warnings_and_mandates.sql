-- What Stripe warns of: a payment that is under review, or of which the card's network says that it is fraud.
create table stripe_warning (
    id             text        not null primary key,
    stripe_account text        not null,
    livemode       boolean     not null,
    kind           text        not null check (kind in ('REVIEW', 'FRAUD_WARNING')),
    charge         text,
    payment_intent text,
    -- Stripe's own word, any text
    reason         text,
    -- nothing is to be done any more: a review that was closed, a payment that was given back or disputed already
    over           boolean     not null,
    -- how a review ended, in Stripe's word
    outcome        text,
    created_at     timestamptz not null
);
create index stripe_warning_charge on stripe_warning (charge);
create index stripe_warning_payment on stripe_warning (payment_intent) where payment_intent is not null;
create trigger stripe_warning_account before update on stripe_warning for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();

-- A donor's permission to take money from a bank account. Without an active one the next instalment is sent back.
create table stripe_mandate (
    id             text        not null primary key,
    stripe_account text        not null,
    livemode       boolean     not null,
    payment_method text,
    -- Stripe's own word, any text
    status         text        not null,
    as_of          timestamptz not null
);
create index stripe_mandate_method on stripe_mandate (payment_method);
create trigger stripe_mandate_account before update on stripe_mandate for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
