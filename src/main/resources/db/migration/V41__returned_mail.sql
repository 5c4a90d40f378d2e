-- What comes back of the mail that was sent, and the addresses that are not written to because of it.

-- BOUNCED: the server took it, and it came back. SUPPRESSED: not sent, as its address is not written to.
alter table mail_outbox drop constraint mail_outbox_state_check;
alter table mail_outbox add constraint mail_outbox_state_check
    check (state in ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'DROPPED', 'BOUNCED', 'SUPPRESSED'));
drop index mail_outbox_failed;
create index mail_outbox_failed on mail_outbox (receipt_id) where state in ('FAILED', 'BOUNCED', 'SUPPRESSED');

-- Signs the envelope senders by which bounces are known, and the links by which notices are refused.
create table mail_secret (
    single     boolean     primary key default true check (single),
    secret     bytea       not null check (length(secret) = 32),
    created_at timestamptz not null
);

create table mail_suppression (
    id          bigint generated always as identity primary key,
    -- in the form in which donors are found by it
    address     text        not null,
    -- ALL mail, or NOTICES only: what a donor may refuse, receipts not among it
    stream      text        not null check (stream in ('ALL', 'NOTICES')),
    reason      text        not null check (reason in ('HARD', 'SOFT', 'COMPLAINT', 'MANUAL', 'UNSUBSCRIBED')),
    detail      text,
    since       timestamptz not null,
    -- a member of staff, or system
    by_whom     text        not null,
    lifted_at   timestamptz,
    lifted_by   text,
    lift_reason text,
    check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);
create unique index mail_suppression_open on mail_suppression (address, stream) where lifted_at is null;
create index mail_suppression_address on mail_suppression (address, lifted_at);

-- Each bounce and complaint once, however often it is read.
create table mail_report (
    id          bigint generated always as identity primary key,
    source_key  text        not null unique,
    -- null: none of ours, or its tag did not hold; it has no effect
    letter_id   uuid        references mail_outbox,
    recipient   text,
    -- HARD, SOFT, REPUTATION, DELAYED, COMPLAINT, or OTHER
    kind        text        not null,
    -- as RFC 3463 writes it: 5.1.1
    status      text,
    detail      text,
    came_by     text        not null check (came_by in ('MAILBOX', 'WEBHOOK', 'SMTP')),
    reported_at timestamptz not null
);
create index mail_report_recipient on mail_report (recipient, reported_at) where recipient is not null;
create index mail_report_reputation on mail_report (reported_at) where kind = 'REPUTATION';
