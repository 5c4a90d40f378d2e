-- Gifts given back by staff: who wanted it, who agreed, and what Stripe said. The money itself is in refund and the ledger.

alter table staff_role drop constraint staff_role_role_check;
alter table staff_role add constraint staff_role_role_check
    check (role in ('ADMINISTRATOR', 'FUNDRAISER', 'FINANCE', 'REFUNDER', 'AUDITOR'));

create table refund_order (
    id              bigint generated always as identity primary key,
    gift_id         bigint      not null references gift,
    amount_minor    bigint      not null check (amount_minor > 0),
    currency        char(3)     not null,
    reason          text        not null check (reason in ('duplicate', 'fraudulent', 'requested_by_customer')),
    note            text        not null default '' check (length(note) <= 500),
    second_person   boolean     not null,
    state           text        not null check (state in (
        'REQUESTED', 'APPROVED', 'SENDING', 'SENT', 'REFUSED', 'DECLINED', 'WITHDRAWN')),
    requested_by    text        not null,
    requested_at    timestamptz not null,
    decided_by      text,
    decided_at      timestamptz,
    -- what the asking program called it, so that asking again asks nothing new
    client_key      text        check (length(client_key) between 1 and 255),
    -- what we call it towards Stripe; committed before Stripe hears of it
    idempotency_key text        not null unique default 'almoner-refund-' || gen_random_uuid(),
    attempts        integer     not null default 0,
    -- when it is to be sent, or sent again if nobody has said meanwhile what became of it
    next_at         timestamptz,
    refund_id       text        unique,
    sent_at         timestamptz,
    -- Stripe's words when it refused; what was in the way while it is not sent yet
    trouble         text,
    unique (requested_by, client_key),
    check ((state = 'SENT') = (refund_id is not null and sent_at is not null)),
    check ((state in ('APPROVED', 'SENDING')) = (next_at is not null)),
    constraint refund_order_four_eyes check (not second_person or state in ('REQUESTED', 'DECLINED', 'WITHDRAWN')
        or decided_by is not null and lower(decided_by) <> lower(requested_by))
);
create index refund_order_gift on refund_order (gift_id);
create index refund_order_due on refund_order (next_at) where state in ('APPROVED', 'SENDING');
create index refund_order_waiting on refund_order (id) where state = 'REQUESTED';
create index refund_order_newest on refund_order (requested_at desc, id desc);
create index refund_newest on refund (created_at desc, id desc);
create trigger refund_order_rows before delete on refund_order for each row execute function refuse_change();
create trigger refund_order_all before truncate on refund_order for each statement execute function refuse_change();

-- What can still be given back of a gift. Between Stripe's webhook and its answer to us a refund counts twice, which only
-- makes the rest smaller for that moment; one whose state is unknown to the ledger is held until it is known.
create view gift_refundable as
select g.id as gift_id, g.currency, coalesce(o.ordered, 0)::bigint as ordered_minor,
       greatest(0, g.received_minor - g.refunded_minor - g.disputed_minor - g.charged_back_minor
                   - coalesce(o.ordered, 0))::bigint as left_minor
from gift g
left join lateral (
    select sum(r.amount_minor) as ordered from refund_order r
    where r.gift_id = g.id
      and (r.state in ('REQUESTED', 'APPROVED', 'SENDING')
           or r.state = 'SENT' and exists (
               select 1 from refund f
               where f.id = r.refund_id and f.status not in ('pending', 'succeeded', 'failed', 'canceled')))) o on true;

create function guard_refund_order() returns trigger language plpgsql as $$
declare
    remaining bigint;
begin
    if tg_op = 'UPDATE' then
        if (new.gift_id, new.amount_minor, new.currency, new.reason, new.second_person, new.requested_by, new.idempotency_key)
               is distinct from
           (old.gift_id, old.amount_minor, old.currency, old.reason, old.second_person, old.requested_by, old.idempotency_key)
           or old.state in ('SENT', 'REFUSED', 'DECLINED', 'WITHDRAWN') then
            raise exception 'a refund order never changes what it asks for, nor how it ended'
                using errcode = 'restrict_violation';
        end if;
        return new;
    end if;
    -- whoever else wants something of this gift waits here, and then sees this order
    perform 1 from gift where id = new.gift_id for update;
    select left_minor into remaining from gift_refundable where gift_id = new.gift_id and currency = new.currency;
    if remaining is null or new.amount_minor > remaining then
        raise exception 'only % is left to refund of gift %', coalesce(remaining, 0), new.gift_id
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger refund_order_guard before insert or update on refund_order
    for each row execute function guard_refund_order();
