-- When a payment began, by Stripe's clock and not by ours: what came late stands where it belongs.
alter table gift rename column first_seen_at to begun_at;
alter table stripe_payment add column begun_at timestamptz;
