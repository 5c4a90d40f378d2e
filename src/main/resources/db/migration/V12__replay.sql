-- Objects that were fetched from Stripe because no event had told of them, as they came: with the events, all that the
-- facts were made of. So the books can be made a second time.
create table stripe_fetched (
    seq         bigint generated always as identity primary key,
    object_id   text        not null,
    object_type text        not null,
    livemode    boolean     not null,
    fetched_at  timestamptz not null,
    sha256      bytea       not null,
    body        bytea       not null,
    unique (object_id, sha256)
);

-- A replay of stored events into an empty ledger beside the live one, in a schema of its own that is dropped afterwards.
create table replay (
    id            bigint generated always as identity primary key,
    -- what is replayed; all of them null: everything
    event_id      text,
    type          text,
    since         timestamptz,
    until         timestamptz,
    status        text        not null default 'WAITING' check (status in ('WAITING', 'STARTED', 'COMPLETED', 'FAILED')),
    phase         text        not null default 'PREPARE' check (phase in ('PREPARE', 'EVENTS', 'COPY', 'MATCH', 'COMPARE', 'DONE')),
    done          bigint      not null default 0,
    total         bigint      not null default 0,
    -- how far each source has been read
    after_seq     bigint      not null default 0,
    after_fetched bigint      not null default 0,
    after_match   text        not null default '',
    -- the newest entry of the live ledger when it began; what came later is none of its business
    last_posting  bigint      not null default 0,
    -- what was taken over from the live books, as it cannot be made of events
    transactions  bigint      not null default 0,
    payouts       bigint      not null default 0,
    -- what came of it
    events        bigint      not null default 0,
    fetched       bigint      not null default 0,
    entries       bigint      not null default 0,
    same          bigint      not null default 0,
    other_way     bigint      not null default 0,
    moved_on      bigint      not null default 0,
    gifts         bigint      not null default 0,
    differing     bigint,
    requested_by  text        not null,
    requested_at  timestamptz not null,
    started_at    timestamptz,
    ended_at      timestamptz,
    error         text
);
-- One at a time.
create unique index replay_one on replay ((true)) where status in ('WAITING', 'STARTED');

create table replay_difference (
    replay_id    bigint  not null references replay on delete cascade,
    position     bigint  not null,
    kind         text    not null check (kind in ('ONLY_LIVE', 'ONLY_REPLAYED', 'GIFT')),
    reference    text    not null,
    -- of an entry
    entry_key    text,
    entry_kind   text,
    debit        text,
    credit       text,
    amount_minor bigint,
    currency     char(3),
    -- of a gift
    field        text,
    live         text,
    replayed     text,
    primary key (replay_id, position)
);
