-- Until when a process may answer from memory. Renewed by its heartbeat; whoever takes over its grains waits it out.
-- The clock is this database's. "lasts" bounds the wait should that clock be set back; "holder" tells a process that
-- can see the holder's machine whether it is gone.
create table leases (
    silo       text        collate "C" not null,
    generation bigint      not null,
    ends_at    timestamptz not null,
    lasts      interval    not null,
    holder     text,
    constraint leases_key primary key (silo, generation)
) with (fillfactor = 20); -- A heartbeat finds room in the row's own page: it needs no new one on a full disk.
