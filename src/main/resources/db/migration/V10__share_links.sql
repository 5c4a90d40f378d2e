-- What a campaign is called at Stripe: one product, which all its share links sell. Name and fund as they were when the
-- first link was asked for, since a call is repeated with the very same words.
create table share_product (
    campaign_id bigint  primary key references campaign,
    -- what the idempotency keys of its calls begin with; kept before the first call
    request     uuid    not null default gen_random_uuid(),
    name        text    not null,
    fund_code   text,
    -- prod_…; null until Stripe has it
    product     text
);

-- A Payment Link: one for each amount, as a link at Stripe has one price (docs.stripe.com/payment-links).
create table share_link (
    id              bigint      generated always as identity primary key,
    campaign_id     bigint      not null references share_product,
    kind            text        not null check (kind in ('ONE_OFF', 'MONTHLY')),
    currency        char(3)     not null,
    -- null: the donor chooses
    amount_minor    bigint      check (amount_minor > 0),
    -- what stands in the field of a donor who chooses
    suggested_minor bigint      check (suggested_minor > 0),
    -- whether staff want it; it is open at Stripe while its campaign is active
    wanted          boolean     not null default true,
    request         uuid        not null default gen_random_uuid(),
    price           text,
    payment_link    text        unique,
    url             text,
    -- as Stripe was last told; null until Stripe has the link
    active          boolean,
    -- why Stripe would not, in its words
    refusal         text,
    created_at      timestamptz not null,
    unique nulls not distinct (campaign_id, kind, currency, amount_minor),
    check (kind = 'ONE_OFF' or amount_minor is not null),
    check ((payment_link is null) = (url is null) and (payment_link is null) = (active is null))
);
create index share_link_campaign on share_link (campaign_id);
