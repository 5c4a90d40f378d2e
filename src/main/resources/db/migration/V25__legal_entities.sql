-- Who keeps books of its own: the organisation, and affiliates with accounts and months of their own.
create table legal_entity (
    id      bigint  generated always as identity primary key,
    code    text    not null unique check (code ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    name    text    not null check (length(name) between 1 and 200),
    version integer not null default 1
);
insert into legal_entity (code, name) values ('main', 'Our organisation');

alter table affiliate add column legal_entity_id bigint not null default 1 references legal_entity;
create index affiliate_legal_entity on affiliate (legal_entity_id) where legal_entity_id <> 1;

-- Whose books a Stripe account is in ('' is our own); one that does not stand here is in those of the first entity.
create table stripe_account_entity (
    stripe_account  text   primary key,
    legal_entity_id bigint not null references legal_entity
);

-- How much an open exception may be about and a month still be closed. A currency that does not stand here has none.
create table legal_entity_tolerance (
    legal_entity_id bigint  not null references legal_entity,
    currency        char(3) not null,
    tolerance_minor bigint  not null check (tolerance_minor > 0),
    primary key (legal_entity_id, currency)
);
