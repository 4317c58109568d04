-- What has to be done now and then by one process of the cluster. A run is claimed like a row of the outbox, by the database's clock.
create table housekeeping (
    task          text        collate "C" not null primary key,
    due_at        timestamptz not null,
    claim         uuid,
    claimed_until timestamptz,
    last_run_at   timestamptz,
    failures      int         not null default 0,
    last_error    text
);

-- The one reminder that there was swept the journal, the rooms and the files; its schedule goes on.
insert into housekeeping (task, due_at)
select task, r.due_at from reminders r, unnest(array['journal', 'messages', 'attachments']) task
 where r.grain_type = 'upkeep' and r.name = 'retention';
