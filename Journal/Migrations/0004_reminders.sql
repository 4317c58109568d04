-- Timers of grains that outlive processes. A tick is claimed like a row of the outbox, by the database's clock.
create table reminders (
    grain_type    text     collate "C" not null,
    grain_key     text     collate "C" not null,
    name          text     collate "C" not null,
    version       uuid        not null default gen_random_uuid(),
    start_at      timestamptz not null,
    period        interval    not null check (period > interval '0'),
    due_at        timestamptz not null,
    claim         uuid,
    claimed_until timestamptz,
    failures      int         not null default 0,
    last_error    text,
    last_tick_at  timestamptz,
    constraint reminders_key primary key (grain_type, grain_key, name)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);
create index reminders_due on reminders (due_at);
