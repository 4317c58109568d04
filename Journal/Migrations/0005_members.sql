-- Who belongs to the cluster. Every change of the set or of a status adds one to the version, in the same statement; its row
-- makes changes follow one another. A member is dead when its lease has ended: there is no second heartbeat.
create table membership (
    one     boolean primary key default true check (one),
    version bigint  not null default 0
) with (fillfactor = 50);
insert into membership default values;

-- "seen" is the newest version that a silo has given up grains for.
create table members (
    name       text        collate "C" not null primary key,
    generation bigint      not null,
    role       text        not null check (role in ('silo', 'client')),
    status     text        not null check (status in ('active', 'leaving')),
    host       text        not null,
    port       int         not null,
    seen       bigint      not null default 0,
    joined_at  timestamptz not null default now()
) with (fillfactor = 50);
