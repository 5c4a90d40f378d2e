-- The outbox takes letters of every kind, each written by the source of its kind.

alter table mail_outbox
    -- who writes it: any text, so that a newer node may queue what an older one leaves alone
    add column kind     text not null default 'RECEIPT',
    -- what it is about, as its kind counts; of a receipt's letter the receipt
    add column about_id bigint;

-- DROPPED: what it was to say is no longer true, so it was not sent.
alter table mail_outbox drop constraint mail_outbox_state_check;
alter table mail_outbox add constraint mail_outbox_state_check
    check (state in ('QUEUED', 'SENDING', 'SENT', 'FAILED', 'DROPPED'));
