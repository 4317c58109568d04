-- The journal: events, what belongs to their transaction, and the persons' keys.
-- Names compare by byte (collate "C"): they are identifiers, and it is the cheapest comparison.

create table events (
    stream   text   collate "C" not null,
    seq      bigint             not null,
    position bigserial          not null,
    tx       xid8               not null default pg_current_xact_id(),
    type     text   collate "C" not null,
    version  int                not null,
    data     jsonb              not null,
    actor    text   collate "C" not null,
    at       timestamptz        not null,
    constraint events_key primary key (stream, seq)
);
-- Catch-up readers go by ranges of positions, which lie in the order of the table: a block range index costs writers nothing.
create index events_position on events using brin (position) with (pages_per_range = 16, autosummarize = on);

-- A cache: rows may be deleted at any time.
create table snapshots (
    stream     text   collate "C" not null primary key,
    seq        bigint             not null,
    state_hash text   collate "C" not null,
    state      jsonb              not null
);

create table commands (
    stream       text   collate "C" not null,
    actor        text   collate "C" not null,
    command_id   text   collate "C" not null,
    request_hash text   collate "C" not null,
    first_seq    bigint             not null,
    last_seq     bigint             not null,
    answer       jsonb              not null,
    at           timestamptz        not null,
    constraint commands_key primary key (stream, actor, command_id)
);

-- What sources left for the owner of another stream; the owner deletes what it took up.
create table feed (
    owner         text   collate "C" not null,
    position      bigserial          not null,
    tx            xid8               not null default pg_current_xact_id(),
    source_stream text   collate "C" not null,
    source_seq    bigint             not null,
    data          jsonb              not null,
    constraint feed_key primary key (owner, position)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);

create table outbox (
    id            uuid        not null primary key,
    kind          text        collate "C" not null,
    data          jsonb       not null,
    source_stream text        collate "C" not null,
    source_seq    bigint      not null,
    made_at       timestamptz not null,
    due_at        timestamptz not null default now(),
    claimed_until timestamptz,
    attempts      int         not null default 0,
    last_error    text,
    completed_at  timestamptz,
    dead_at       timestamptz
);
create index outbox_due on outbox (due_at) where completed_at is null and dead_at is null;

-- One row per process and writing connection (lane): two transactions that lock one row would make a multixact each time.
create table fences (
    silo          text   collate "C" not null,
    generation    bigint             not null,
    lane          int                not null,
    registered_at timestamptz        not null default now(),
    constraint fences_key primary key (silo, generation, lane)
);
create sequence fence_generations;

-- Counted up by a restore, so that clients do not mistake a restored history for the one they saw.
create table epoch (
    one      boolean primary key default true check (one),
    restores bigint  not null default 0
);
insert into epoch default values;

-- First statement of every batch: holds the fence until the commit, or stops the batch.
create function journal_hold_fence(of_silo text, of_generation bigint, of_lane int) returns void language plpgsql as $$
begin
    perform 1 from fences f
        where f.silo = of_silo and f.generation = of_generation and f.lane = of_lane
        for key share;
    if not found then
        raise exception 'fence of silo %, generation %, is gone', of_silo, of_generation using errcode = 'AJ001';
    end if;
end $$;

-- Stops a batch that would leave a hole in a stream.
create function journal_require_heads(streams text[], seqs bigint[]) returns void language plpgsql as $$
begin
    if exists (
        select from unnest(streams, seqs) as head (stream, seq)
        where not exists (select from events e where e.stream = head.stream and e.seq = head.seq))
    then
        raise exception 'a predecessor is missing' using errcode = 'AJ002';
    end if;
end $$;

-- Keys live apart, so that they can be backed up apart from the data that they open.
create schema vault;

create table vault.person_keys (
    person    uuid        not null primary key,
    wrapped   bytea,
    made_at   timestamptz not null default now(),
    erased_at timestamptz,
    constraint key_or_erased check ((wrapped is null) = (erased_at is not null))
);

-- A known text under the master key, so that a process with another master key refuses to start.
create table vault.master_check (
    one     boolean primary key default true check (one),
    wrapped bytea   not null
);
