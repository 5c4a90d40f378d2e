-- Receipts that go by post: those of donors without an e-mail address, those that a hand must sign, those that staff want
-- sent so. They wait here until a batch is printed of them.
create table print_batch (
    id       bigint generated always as identity primary key,
    receipts integer     not null check (receipts > 0),
    made_at  timestamptz not null,
    made_by  text        not null,
    sent_at  timestamptz,
    sent_by  text,
    check ((sent_at is null) = (sent_by is null))
);

create table receipt_print (
    receipt_id bigint primary key references receipt,
    reason     text        not null check (reason in ('NO_EMAIL', 'SIGNATURE', 'BOUNCED', 'ASKED')),
    -- by which a batch is sorted, as the donor's address was when it was queued
    country    text        not null default '',
    postcode   text        not null default '',
    queued_at  timestamptz not null,
    batch_id   bigint      references print_batch,
    -- where in its batch it lies
    place      integer     check (place > 0),
    check ((batch_id is null) = (place is null)),
    unique (batch_id, place)
);
create index receipt_print_waiting on receipt_print (country, postcode, receipt_id) where batch_id is null;

-- A batch that was sent stays as it is.
create function guard_print_batch() returns trigger language plpgsql as $$
begin
    if old.sent_at is not null then
        raise exception 'print batch % was sent and stays as it is', old.id using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger print_batch_guard before update or delete on print_batch for each row execute function guard_print_batch();
