-- A receipt stands for one gift or, for a year, for several. Which gifts a receipt is about is said here and nowhere else:
-- a gift has one that stands, at most.
create table receipted_gift (
    receipt_id   bigint  not null references receipt,
    gift_id      bigint  not null references gift,
    -- what the receipt says of it; 0 for one that a replacement no longer names since all of it went back
    amount_minor bigint  not null check (amount_minor >= 0),
    stands       boolean not null,
    primary key (receipt_id, gift_id)
);
insert into receipted_gift select id, gift_id, amount_minor, status = 'ISSUED' from receipt order by id;
create unique index receipted_gift_once on receipted_gift (gift_id) where stands;
create index receipted_gift_gift on receipted_gift (gift_id, receipt_id);

-- what found the receipts of a gift until now
drop index receipt_one_per_gift;
drop index receipt_gift;
drop index receipt_replacing;

alter table receipt
    alter column gift_id drop not null,
    -- the year that a receipt for several gifts sums up, in the organisation's zone
    add column of_year integer check (of_year between 1900 and 9999),
    add check ((gift_id is null) = (of_year is not null));
create trigger receipt_of_year before update of of_year on receipt
    for each row when (old.of_year is distinct from new.of_year) execute function refuse_change();
create index receipt_replacing on receipt (id) where replaces_id is not null and status = 'ISSUED';

-- The gift of a receipt for one, by itself; those of a receipt for several are written by whoever issues it.
create function note_receipted_gift() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        update receipted_gift set stands = new.status = 'ISSUED' where receipt_id = new.id;
    elsif new.gift_id is not null then
        insert into receipted_gift values (new.id, new.gift_id, new.amount_minor, new.status = 'ISSUED');
    end if;
    return null;
end $$;
create trigger receipt_gift_new after insert on receipt for each row execute function note_receipted_gift();
create trigger receipt_gift_end after update of status on receipt
    for each row when (old.status <> new.status) execute function note_receipted_gift();

create function guard_receipted_gift() returns trigger language plpgsql as $$
begin
    if (new.receipt_id, new.gift_id, new.amount_minor) is distinct from (old.receipt_id, old.gift_id, old.amount_minor)
       or new.stands is distinct from (select status = 'ISSUED' from receipt where id = old.receipt_id) then
        raise exception 'what a receipt is about stays as it is: void it and issue another' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger receipted_gift_guard before update on receipted_gift for each row execute function guard_receipted_gift();
create trigger receipted_gift_gone before delete on receipted_gift for each row execute function refuse_change();
create trigger receipted_gift_all before truncate on receipted_gift for each statement execute function refuse_change();

create or replace function lock_receipted_gift() returns trigger language plpgsql as $$
declare
    issued text;
begin
    select r.number into issued from receipted_gift x join receipt r on r.id = x.receipt_id where x.gift_id = old.id and x.stands;
    if found then
        raise exception 'gift % has receipt %: void the receipt before its amount, donor or fund is changed',
            old.reference, issued using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

-- Issued receipts that no longer say what their gifts are, each with one gift that shows it, one in dispute first;
-- remaining_minor is what a new one would say.
drop view receipt_to_correct;
create view receipt_to_correct as
with wrong as (
    select x.receipt_id, g.id as gift_id, g.status = 'DISPUTED' as disputed
    from gift g
    join receipted_gift x on x.gift_id = g.id and x.stands
    where (g.refunded_minor > 0 or g.disputed_minor > 0 or g.charged_back_minor > 0
           or g.received_at is not null and g.received_minor = 0)
      and x.amount_minor <> g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor
    union
    select x.receipt_id, g.id, g.status = 'DISPUTED'
    from receipt r
    join receipted_gift x on x.receipt_id = r.id
    join gift g on g.id = x.gift_id
    where r.replaces_id is not null and r.status = 'ISSUED'
      and x.amount_minor <> g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor
)
select w.receipt_id, (array_agg(w.gift_id order by w.disputed desc, w.gift_id))[1] as gift_id,
       (select sum(greatest(g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor, 0))
        from receipted_gift x join gift g on g.id = x.gift_id where x.receipt_id = w.receipt_id)::bigint as remaining_minor
from wrong w
group by w.receipt_id;
