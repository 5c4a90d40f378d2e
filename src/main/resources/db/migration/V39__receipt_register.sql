-- What becomes of receipts after their issue, and what their gifts may no longer become.

alter table receipt
    -- the receipt that this one cancels and replaces
    add column replaces_id bigint unique references receipt,
    add column void_reason text check (length(void_reason) between 1 and 500),
    add column voided_by   text,
    add column voided_at   timestamptz,
    add check ((status = 'ISSUED') = (voided_at is null)),
    add check (num_nulls(void_reason, voided_by, voided_at) in (0, 3));

create or replace function guard_receipt() returns trigger language plpgsql as $$
begin
    if (new.id, new.affiliate_id, new.series_id, new.serial, new.number, new.gift_id, new.amount_minor, new.currency, new.language,
        new.issued_on, new.issued_at, new.sha256, new.facts, new.replaces_id)
       is distinct from
       (old.id, old.affiliate_id, old.series_id, old.serial, old.number, old.gift_id, old.amount_minor, old.currency, old.language,
        old.issued_on, old.issued_at, old.sha256, old.facts, old.replaces_id) then
        raise exception 'receipt % was issued and stays as it is: void it and issue another', old.number
            using errcode = 'restrict_violation';
    end if;
    if old.status <> 'ISSUED' and (new.void_reason, new.voided_by, new.voided_at)
                                  is distinct from (old.void_reason, old.voided_by, old.voided_at)
       or old.status <> new.status and (old.status, new.status) not in
              (('ISSUED', 'VOID'), ('ISSUED', 'REPLACED'), ('VOID', 'REPLACED')) then
        raise exception 'receipt % is void and stays so: issue another', old.number using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

-- A receipted gift stays as its receipt says: amount, currency, donor and fund.
create function lock_receipted_gift() returns trigger language plpgsql as $$
declare
    issued text;
begin
    select number into issued from receipt where gift_id = old.id and status = 'ISSUED';
    if found then
        raise exception 'gift % has receipt %: void the receipt before its amount, donor or fund is changed',
            old.reference, issued using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger gift_receipted before update of amount_minor, currency, donor_id, fund_id on gift
    for each row when ((old.amount_minor, old.currency, old.donor_id, old.fund_id)
                       is distinct from (new.amount_minor, new.currency, new.donor_id, new.fund_id))
    execute function lock_receipted_gift();

-- Gifts of which something went back: the only ones whose receipts can be wrong by themselves.
create index gift_gone_back on gift (id)
    where refunded_minor > 0 or disputed_minor > 0 or charged_back_minor > 0 or received_at is not null and received_minor = 0;
create index receipt_replacing on receipt (gift_id) where replaces_id is not null;

-- Issued receipts that no longer say what their gift is; remaining_minor is what a new one would say.
create view receipt_to_correct as
select r.id as receipt_id, r.gift_id, g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor as remaining_minor
from gift g
join receipt r on r.gift_id = g.id and r.status = 'ISSUED'
where (g.refunded_minor > 0 or g.disputed_minor > 0 or g.charged_back_minor > 0
       or g.received_at is not null and g.received_minor = 0)
  and r.amount_minor <> g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor
union
select r.id, r.gift_id, g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor
from receipt r
join gift g on g.id = r.gift_id
where r.replaces_id is not null and r.status = 'ISSUED'
  and r.amount_minor <> g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor;
