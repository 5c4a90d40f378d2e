-- Refunds and disputes that Stripe is asked about every night, until they are final.
create index refund_unfinished on refund (id) where status not in ('succeeded', 'failed', 'canceled');
create index dispute_unfinished on dispute (id) where status not in ('won', 'lost', 'warning_closed', 'prevented');
