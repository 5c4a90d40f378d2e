-- What lists, filters and searches of screens and API need to stay quick on tens of millions of rows.

create extension if not exists pg_trgm;

-- Gifts are listed newest first; one that has not been received yet stands where it was first seen.
create index gift_page on gift ((coalesce(received_at, first_seen_at)) desc, id desc);
create index gift_campaign_page on gift (campaign_id, (coalesce(received_at, first_seen_at)) desc, id desc);
create index gift_status_page on gift (status, (coalesce(received_at, first_seen_at)) desc, id desc)
    where status <> 'RECEIVED';

create index donor_name_search on donor using gin (lower(name) gin_trgm_ops);
create index donor_email_search on donor using gin (email_key gin_trgm_ops) where email_key is not null;

create index receipt_gift on receipt (gift_id);
create index mail_outbox_failed on mail_outbox (receipt_id) where state = 'FAILED';
