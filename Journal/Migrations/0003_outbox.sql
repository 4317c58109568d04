-- What a worker holds a row by: another claim has another one, so that a worker that was paused completes nothing of its successor's.
alter table outbox add column claim uuid;
-- Rows come and go: the places of the gone are to be used again soon.
alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index outbox_dead on outbox (dead_at, id) where dead_at is not null;
