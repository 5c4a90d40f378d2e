-- What every kind of balance transaction means, as data: the categories of docs.stripe.com/reports/reporting-categories,
-- and the types of docs.stripe.com/reports/balance-transaction-types for transactions that have no category. Money of a
-- kind that stands here without a bucket, or does not stand here at all, is unexplained until somebody decides.
drop table category_rule;
create table posting_rule (
    -- a reporting category, or the type of a transaction without one
    category    text primary key,
    -- of the monthly reconciliation (contract, "Readings")
    bucket      text check (bucket in ('CHARGES', 'REFUNDS', 'DISPUTES', 'FEES', 'ADJUSTMENTS', 'PAYOUTS')),
    -- what must be known before it is explained
    counterpart text check (counterpart in ('CHARGE', 'REFUND', 'DISPUTE')),
    -- the account against STRIPE_CLEARING
    account     text not null check (account in (
        'STRIPE_RECEIVABLE', 'PROCESSING_FEES', 'BANK_IN_TRANSIT', 'RESERVES', 'CURRENCY_EXCHANGE', 'ADJUSTMENTS', 'UNEXPLAINED')),
    meaning     text not null,
    check ((bucket is null) = (account = 'UNEXPLAINED')),
    check ((counterpart is not null) = (account = 'STRIPE_RECEIVABLE')),
    check (coalesce(bucket in ('CHARGES', 'REFUNDS', 'DISPUTES'), false) = (counterpart is not null))
);
insert into posting_rule (category, bucket, counterpart, account, meaning) values
    ('charge', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'A gift; for a direct debit already while it is pending'),
    ('payment', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'A gift by another method than a card'),
    ('validation', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'A charge that only tries whether a card is good'),
    ('charge_failure', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'A pending bank debit failed'),
    ('payment_failure_refund', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'A pending bank debit failed'),
    ('payment_reversal', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'The bank took back what it had credited'),
    ('partial_capture_reversal', 'CHARGES', 'CHARGE', 'STRIPE_RECEIVABLE', 'The part of a charge that was not captured; no refund'),
    ('refund', 'REFUNDS', 'REFUND', 'STRIPE_RECEIVABLE', 'A refund; positive when it comes back'),
    ('payment_refund', 'REFUNDS', 'REFUND', 'STRIPE_RECEIVABLE', 'A refund by another method than a card; positive when it comes back'),
    ('refund_failure', 'REFUNDS', 'REFUND', 'STRIPE_RECEIVABLE', 'A refund that did not get through came back'),
    ('dispute', 'DISPUTES', 'DISPUTE', 'STRIPE_RECEIVABLE', 'The funds of a dispute were withdrawn'),
    ('dispute_reversal', 'DISPUTES', 'DISPUTE', 'STRIPE_RECEIVABLE', 'The funds of a dispute came back, all or a part'),
    ('fee', 'FEES', null, 'PROCESSING_FEES', 'What Stripe asks for its products'),
    ('stripe_fee', 'FEES', null, 'PROCESSING_FEES', 'What Stripe asks for its products'),
    ('tax', 'FEES', null, 'PROCESSING_FEES', 'Tax on fees'),
    ('tax_fee', 'FEES', null, 'PROCESSING_FEES', 'Tax on fees'),
    ('payout', 'PAYOUTS', null, 'BANK_IN_TRANSIT', 'On its way to the bank; from it, when negative'),
    ('payout_reversal', 'PAYOUTS', null, 'BANK_IN_TRANSIT', 'A payout failed or was canceled, the money is back'),
    ('payout_failure', 'PAYOUTS', null, 'BANK_IN_TRANSIT', 'A payout failed, the money is back'),
    ('payout_cancel', 'PAYOUTS', null, 'BANK_IN_TRANSIT', 'A payout was canceled, the money is back'),
    ('topup', 'ADJUSTMENTS', null, 'BANK_IN_TRANSIT', 'From the bank into the Stripe balance'),
    ('topup_reversal', 'ADJUSTMENTS', null, 'BANK_IN_TRANSIT', 'A top-up went back to the bank'),
    ('payout_minimum_balance_hold', 'ADJUSTMENTS', null, 'RESERVES', 'Held so that a minimum balance stays'),
    ('payout_minimum_balance_release', 'ADJUSTMENTS', null, 'RESERVES', 'No longer held for the minimum balance'),
    ('risk_reserved_funds', 'ADJUSTMENTS', null, 'RESERVES', 'Held by Stripe against risk, or released'),
    ('reserved_funds', 'ADJUSTMENTS', null, 'RESERVES', 'Held by Stripe against risk, or released'),
    ('payment_network_reserve_hold', 'ADJUSTMENTS', null, 'RESERVES', 'Held for a payment network'),
    ('payment_network_reserve_release', 'ADJUSTMENTS', null, 'RESERVES', 'No longer held for a payment network'),
    ('reserve_hold', 'ADJUSTMENTS', null, 'RESERVES', 'Held by Stripe'),
    ('reserve_release', 'ADJUSTMENTS', null, 'RESERVES', 'No longer held by Stripe'),
    ('reserve_transaction', 'ADJUSTMENTS', null, 'RESERVES', 'Held by Stripe, or released'),
    ('advance', 'ADJUSTMENTS', null, 'RESERVES', 'Paid ahead of time or given back; both sides need not be in one payout'),
    ('advance_funding', 'ADJUSTMENTS', null, 'RESERVES', 'Paid ahead of time or given back; both sides need not be in one payout'),
    ('conversion', 'ADJUSTMENTS', null, 'CURRENCY_EXCHANGE', 'One side of a conversion between balances'),
    ('fx', 'ADJUSTMENTS', null, 'CURRENCY_EXCHANGE', 'One side of a conversion between balances'),
    ('currency_conversion', 'ADJUSTMENTS', null, 'CURRENCY_EXCHANGE', 'One side of a conversion between balances'),
    ('stripe_fx_fee', 'ADJUSTMENTS', null, 'PROCESSING_FEES', 'What Stripe asks for a conversion'),
    ('other_adjustment', 'ADJUSTMENTS', null, 'ADJUSTMENTS', 'An adjustment by Stripe: read its description'),
    ('adjustment', 'ADJUSTMENTS', null, 'ADJUSTMENTS', 'An adjustment by Stripe: read its description'),
    ('obligation_outbound', 'ADJUSTMENTS', null, 'ADJUSTMENTS', 'An obligation moved between Stripe companies'),
    ('obligation_reversal_inbound', 'ADJUSTMENTS', null, 'ADJUSTMENTS', 'An obligation moved between Stripe companies'),
    ('unreconciled_customer_funds', null, null, 'UNEXPLAINED', 'A bank transfer that nobody identified for 90 days'),
    ('payment_unreconciled', null, null, 'UNEXPLAINED', 'A bank transfer that nobody identified for 90 days'),
    ('contribution', null, null, 'UNEXPLAINED', 'A contribution to Stripe Climate'),
    ('climate_order_purchase', null, null, 'UNEXPLAINED', 'An order of carbon removal'),
    ('climate_order_refund', null, null, 'UNEXPLAINED', 'An order of carbon removal, given back'),
    ('anticipation_repayment', null, null, 'UNEXPLAINED', 'Repayment of funds advanced in Brazil'),
    ('application_fee', null, null, 'UNEXPLAINED', 'A platform''s fee'),
    ('application_fee_refund', null, null, 'UNEXPLAINED', 'A platform''s fee, given back'),
    ('platform_earning', null, null, 'UNEXPLAINED', 'A platform''s fee'),
    ('platform_earning_refund', null, null, 'UNEXPLAINED', 'A platform''s fee, given back'),
    ('connect_collection_transfer', null, null, 'UNEXPLAINED', 'A platform covered another account''s negative balance'),
    ('connect_reserved_funds', null, null, 'UNEXPLAINED', 'Held against another account''s negative balance'),
    ('fee_credit_funding', null, null, 'UNEXPLAINED', 'Funding of credits for fees'),
    ('inbound_transfer', null, null, 'UNEXPLAINED', 'A transfer into a financial account'),
    ('inbound_transfer_reversal', null, null, 'UNEXPLAINED', 'A transfer into a financial account, given back'),
    ('issuing_authorization_hold', null, null, 'UNEXPLAINED', 'Held for a card that we issued'),
    ('issuing_authorization_release', null, null, 'UNEXPLAINED', 'No longer held for a card that we issued'),
    ('issuing_dispute', null, null, 'UNEXPLAINED', 'A dispute about a card that we issued'),
    ('issuing_transaction', null, null, 'UNEXPLAINED', 'A purchase with a card that we issued'),
    ('stripe_balance_payment_debit', null, null, 'UNEXPLAINED', 'A payment out of the Stripe balance'),
    ('stripe_balance_payment_debit_reversal', null, null, 'UNEXPLAINED', 'A payment out of the Stripe balance, given back'),
    ('tax_fund', null, null, 'UNEXPLAINED', 'Tax collected for somebody'),
    ('transfer', null, null, 'UNEXPLAINED', 'A transfer to another Stripe account'),
    ('transfer_cancel', null, null, 'UNEXPLAINED', 'A transfer to another Stripe account, canceled'),
    ('transfer_failure', null, null, 'UNEXPLAINED', 'A transfer to another Stripe account, failed'),
    ('transfer_refund', null, null, 'UNEXPLAINED', 'A transfer to another Stripe account, given back'),
    ('transfer_reversal', null, null, 'UNEXPLAINED', 'A transfer to another Stripe account, given back');

-- Reserves are ours and held by Stripe; what another rate made of a refund or dispute is an expense or income of its own.
alter table ledger_account drop constraint ledger_account_role_check, add check (role in (
    'STRIPE_RECEIVABLE', 'STRIPE_CLEARING', 'BANK_IN_TRANSIT', 'GIFT_INCOME', 'PROCESSING_FEES', 'REFUNDS',
    'DISPUTES_OPEN', 'DISPUTES_LOST', 'RESERVES', 'ADJUSTMENTS', 'CURRENCY_EXCHANGE', 'EXCHANGE_DIFFERENCE', 'UNEXPLAINED'));
alter table ledger_posting drop constraint ledger_posting_kind_check, add check (kind in (
    'GIFT', 'GIFT_REVERSED', 'FUND_CHANGED', 'REFUND', 'REFUND_FAILED', 'DISPUTE', 'DISPUTE_WON', 'DISPUTE_LOST',
    'DISPUTE_LOST_IN_PART', 'DISPUTE_WON_LATE', 'CHARGE', 'CHARGE_FEE', 'CHARGE_REVERSED', 'SETTLEMENT', 'SETTLEMENT_FEE',
    'EXCHANGE', 'EXCHANGE_DIFFERENCE', 'CORRECTION'));

-- What of a dispute came back, in the dispute's currency; known from its balance transactions. Null: nobody has said.
alter table dispute add column reinstated_minor bigint check (reinstated_minor >= 0);

-- As before, with what came back of a dispute that was lost.
create or replace view gift_standing as
select gift_id,
       coalesce(sum(case kind when 'GIFT' then amount when 'GIFT_REVERSED' then -amount end), 0)::bigint as received_minor,
       coalesce(sum(case kind when 'REFUND' then amount when 'REFUND_FAILED' then -amount end), 0)::bigint as refunded_minor,
       coalesce(sum(case kind when 'DISPUTE' then amount when 'DISPUTE_WON' then -amount when 'DISPUTE_LOST' then -amount end), 0)::bigint as disputed_minor,
       coalesce(sum(case when kind = 'DISPUTE_LOST' then amount
                         when kind in ('DISPUTE_WON_LATE', 'DISPUTE_LOST_IN_PART') then -amount end), 0)::bigint as charged_back_minor,
       max(currency) filter (where kind = 'CHARGE') as settled_currency,
       sum(case kind when 'CHARGE' then amount when 'CHARGE_REVERSED' then -amount end)::bigint as settled_minor,
       case when count(*) filter (where kind = 'CHARGE') > 0
            then coalesce(sum(amount) filter (where kind = 'CHARGE_FEE'), 0)::bigint end as fee_minor
from ledger_posting
where gift_id is not null
group by gift_id;

create or replace function keep_gift_standing() returns trigger language plpgsql as $$
begin
    update gift g
    set received_minor     = g.received_minor + d.received,
        refunded_minor     = g.refunded_minor + d.refunded,
        disputed_minor     = g.disputed_minor + d.disputed,
        charged_back_minor = g.charged_back_minor + d.charged_back,
        settled_currency   = coalesce(d.settled_currency, g.settled_currency),
        settled_minor      = case when d.settled is null then g.settled_minor else coalesce(g.settled_minor, 0) + d.settled end,
        fee_minor          = case when d.settled is null and d.fee is null then g.fee_minor
                                  else coalesce(g.fee_minor, 0) + coalesce(d.fee, 0) end
    from (select gift_id,
                 coalesce(sum(case kind when 'GIFT' then amount when 'GIFT_REVERSED' then -amount end), 0) as received,
                 coalesce(sum(case kind when 'REFUND' then amount when 'REFUND_FAILED' then -amount end), 0) as refunded,
                 coalesce(sum(case kind when 'DISPUTE' then amount when 'DISPUTE_WON' then -amount when 'DISPUTE_LOST' then -amount end), 0) as disputed,
                 coalesce(sum(case when kind = 'DISPUTE_LOST' then amount
                                   when kind in ('DISPUTE_WON_LATE', 'DISPUTE_LOST_IN_PART') then -amount end), 0) as charged_back,
                 max(currency) filter (where kind = 'CHARGE') as settled_currency,
                 sum(case kind when 'CHARGE' then amount when 'CHARGE_REVERSED' then -amount end) as settled,
                 sum(amount) filter (where kind = 'CHARGE_FEE') as fee
          from posted
          where gift_id is not null
            and kind not in ('FUND_CHANGED', 'EXCHANGE', 'EXCHANGE_DIFFERENCE', 'SETTLEMENT', 'SETTLEMENT_FEE', 'CORRECTION')
          group by gift_id) d
    where g.id = d.gift_id;
    return null;
end $$;
