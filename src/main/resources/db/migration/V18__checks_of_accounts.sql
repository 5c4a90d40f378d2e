-- The checks of a close look at each Stripe account by itself.
alter table close_check
    add column stripe_account text not null default '',
    drop constraint close_check_pkey,
    add primary key (execution_id, name, stripe_account);
