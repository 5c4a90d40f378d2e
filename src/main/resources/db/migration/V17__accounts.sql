-- Several Stripe accounts side by side: nothing that one of them says may touch what another one said.

-- Why an event may never be handled, whoever wants it tried again; null for almost all.
alter table stripe_event add column objection text;

-- From which account an object was fetched.
alter table stripe_fetched add column stripe_account text not null default '';

-- An id belongs to the account that named it first. Whoever writes facts says its own account in every update, too.
create function refuse_other_account() returns trigger language plpgsql as $$
begin
    raise exception 'this id in % belongs to the Stripe account "%"; the account "%" cannot say anything about it',
        tg_table_name, old.stripe_account, new.stripe_account using errcode = '23A01';
end $$;
create trigger stripe_payment_account before update on stripe_payment for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger charge_account before update on charge for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger refund_account before update on refund for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger dispute_account before update on dispute for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger stripe_invoice_account before update on stripe_invoice for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger stripe_invoice_payment_account before update on stripe_invoice_payment for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger stripe_checkout_account before update on stripe_checkout for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger stripe_customer_account before update on stripe_customer for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger stripe_payment_method_account before update on stripe_payment_method for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger recurring_plan_account before update on recurring_plan for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger balance_transaction_account before update on balance_transaction for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();
create trigger payout_account before update on payout for each row
    when (new.stripe_account <> old.stripe_account) execute function refuse_other_account();

-- A refund or dispute that names the charge or the payment of another account has nothing to do with it.
create function refuse_parent_of_other_account() returns trigger language plpgsql as $$
declare
    parent record;
begin
    select * into parent from (
        select id, stripe_account from charge where id = new.charge and stripe_account <> new.stripe_account
        union all
        select payment_intent, stripe_account from stripe_payment
        where payment_intent = new.gift_reference and stripe_account <> new.stripe_account) other limit 1;
    if found then
        raise exception '% names %, which belongs to the Stripe account "%"; the account "%" cannot say anything about it',
            tg_table_name, parent.id, parent.stripe_account, new.stripe_account using errcode = '23A01';
    end if;
    return new;
end $$;
create trigger refund_parent before insert or update on refund
    for each row execute function refuse_parent_of_other_account();
create trigger dispute_parent before insert or update on dispute
    for each row execute function refuse_parent_of_other_account();

-- Accounts that a run of a job went on without, and why: it ends as failed, and its next run begins anew.
create table job_without (
    execution_id   bigint not null references job_run on delete cascade,
    stripe_account text   not null,
    why            text   not null,
    primary key (execution_id, stripe_account)
);
