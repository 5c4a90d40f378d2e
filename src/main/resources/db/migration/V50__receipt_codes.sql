-- What the codes are signed with by which anybody checks a receipt. Of its own and never changed: receipts are checked for
-- as long as tax offices ask for them, while the secret of donors' links may be thrown away on any day.
create table receipt_secret (
    single boolean primary key default true check (single),
    secret bytea   not null check (length(secret) >= 32)
);
insert into receipt_secret (secret)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

create function guard_receipt_secret() returns trigger language plpgsql as $$
begin
    raise exception 'the codes on issued receipts are signed with this secret: it stays' using errcode = 'restrict_violation';
end $$;
create trigger receipt_secret_kept before update or delete on receipt_secret
    for each row execute function guard_receipt_secret();
