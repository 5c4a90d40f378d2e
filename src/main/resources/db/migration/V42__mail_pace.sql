-- How fast mail goes: stopped or not, how much a minute in all and to each domain.

create table mail_sending (
    single       boolean primary key default true check (single),
    paused_at    timestamptz,
    paused_by    text,
    pause_reason text,
    -- null: as fast as the server takes it
    per_minute   integer check (per_minute between 1 and 100000),
    check ((paused_at is null) = (paused_by is null))
);
insert into mail_sending default values;

create table mail_domain (
    domain       text primary key,
    per_minute   integer check (per_minute between 1 and 100000),
    -- asked for less (421, 4.7.x): nothing until then, and afterwards the less the oftener
    slowed_until timestamptz,
    slowed_times integer not null default 0 check (slowed_times between 0 and 7),
    reply        text
);

alter table mail_outbox add column domain text generated always as (lower(split_part(recipient, '@', 2))) stored;
create index mail_outbox_sent on mail_outbox (sent_at) where sent_at is not null;
create index mail_outbox_created on mail_outbox (created_at desc, id desc);
create index mail_outbox_recipient on mail_outbox (lower(recipient), created_at desc);
create index mail_outbox_undelivered on mail_outbox (created_at desc, id desc) where state in ('FAILED', 'BOUNCED', 'SUPPRESSED');
