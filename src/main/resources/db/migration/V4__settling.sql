-- A night's settlements touch every gift and every balance transaction once: what need not be written then is not.

-- Gifts that are in no payout yet, settled or not. The columns that settling changes stand in no index, so that the row
-- is changed in its place, for which its page keeps room.
drop index gift_unsettled;
drop index gift_unpaid;
create index gift_unpaid on gift (received_at) where received_minor > 0 and payout_id is null;
alter table gift set (fillfactor = 80);

-- Nobody reads postings by account.
drop index ledger_posting_debit;
drop index ledger_posting_credit;

-- Whether postings name accounts of their currency, and gifts, is asked of a statement's rows together: the foreign keys
-- asked three times for each row, which was a third of a close's time. As accounts and gifts are never deleted and
-- accounts never changed, what held when the posting was written holds for ever.
alter table ledger_posting
    drop constraint ledger_posting_debit_id_currency_fkey,
    drop constraint ledger_posting_credit_id_currency_fkey,
    drop constraint ledger_posting_gift_id_fkey;
create trigger ledger_account_rows before update or delete on ledger_account
    for each row execute function refuse_change();
create trigger ledger_account_all before truncate on ledger_account
    for each statement execute function refuse_change();
create trigger gift_rows before delete on gift for each row execute function refuse_change();
create trigger gift_all before truncate on gift for each statement execute function refuse_change();

create function check_postings() returns trigger language plpgsql as $$
begin
    if exists (select 1 from posted p
               left join ledger_account d on d.id = p.debit_id and d.currency = p.currency
               left join ledger_account c on c.id = p.credit_id and c.currency = p.currency
               left join gift g on g.id = p.gift_id
               where d.id is null or c.id is null or p.gift_id is not null and g.id is null) then
        raise exception 'a posting needs two accounts of its currency, and its gift if it names one'
            using errcode = 'foreign_key_violation';
    end if;
    return null;
end $$;
create trigger ledger_posting_sound after insert on ledger_posting
    referencing new table as posted for each statement execute function check_postings();

-- Which gift a balance transaction settles is derived by the close from the gifts themselves.
alter table balance_transaction drop constraint balance_transaction_gift_id_fkey;
