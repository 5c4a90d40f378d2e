-- What donors do through the link to their own page.

-- Links of an older version no longer open: how all links of a donor are withdrawn.
alter table donor add column link_version integer not null default 1;

-- Another name or address, as a donor wrote it. It holds when a member of staff accepted it; what stood before is kept.
create table donor_change (
    id         bigint generated always as identity primary key,
    donor_id   bigint      not null references donor,
    -- of the form that was sent: a form sent twice is one wish
    nonce      text        not null unique,
    name       text        not null check (length(name) <= 300),
    lines      text[]      not null check (cardinality(lines) <= 6),
    postcode   text        check (length(postcode) <= 20),
    city       text        check (length(city) <= 100),
    country    char(2)     check (country ~ '^[A-Z]{2}$'),
    -- OVERTAKEN by a newer one before anybody looked at it
    state      text        not null default 'ASKED' check (state in ('ASKED', 'ACCEPTED', 'REFUSED', 'OVERTAKEN')),
    asked_at   timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    -- why it was refused; the donor does not see it
    reason     text        check (length(reason) between 1 and 500),
    -- name and address in force when it was decided
    before     jsonb,
    check ((state in ('ACCEPTED', 'REFUSED')) = (decided_by is not null)),
    check ((state = 'ASKED') = (decided_at is null))
);
create unique index donor_change_asked on donor_change (donor_id) where state = 'ASKED';
create index donor_change_donor on donor_change (donor_id, asked_at);
create index donor_change_waiting on donor_change (id) where state = 'ASKED';
