-- A month's reconciliation as finance hands it to an auditor, kept as it was made: a draft each time the monthly close
-- found something new, and a final one each time the month is closed.
create table month_package (
    id              bigint      generated always as identity primary key,
    legal_entity_id bigint      not null default 1 references legal_entity,
    period          date        not null,
    kind            text        not null check (kind in ('DRAFT', 'FINAL')),
    -- since when the month had the status with which it was packed: a final one of a month that was reopened is known
    -- by another
    status_since    timestamptz,
    -- the newest nightly close then
    close_execution bigint,
    as_of           timestamptz not null,
    made_at         timestamptz not null,
    made_by         text        not null,
    size            bigint      not null check (size > 0),
    sha256          bytea       not null,
    unique (legal_entity_id, period, kind, sha256)
);
create trigger month_package_rows before update or delete on month_package for each row execute function refuse_change();
create trigger month_package_all before truncate on month_package for each statement execute function refuse_change();

-- Its bytes in pieces, so that a large one is written and read with little memory.
create table month_package_piece (
    package_id bigint  not null references month_package,
    position   integer not null,
    bytes      bytea   not null,
    primary key (package_id, position)
);
alter table month_package_piece alter column bytes set storage external;
create trigger month_package_piece_rows before update or delete on month_package_piece
    for each row execute function refuse_change();
create trigger month_package_piece_all before truncate on month_package_piece
    for each statement execute function refuse_change();

-- How many events a month rests on.
create index stripe_event_created on stripe_event (created_at);
