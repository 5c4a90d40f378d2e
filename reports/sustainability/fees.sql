-- What Stripe settled and what it kept of it, in the currency of settlement.
select account_currency as currency, sum(settled) as settled, sum(fee) as fee
from (select currency as account_currency,
             case kind when 'CHARGE' then amount else 0 end as settled,
             case kind when 'CHARGE_FEE' then amount else 0 end as fee
      from ledger_posting
      where kind in ('CHARGE', 'CHARGE_FEE') and occurred_at >= :since and occurred_at < :until) settlements
group by account_currency
order by account_currency <> :base, sum(settled) desc
