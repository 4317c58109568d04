-- Three read models of the kinds that slices have: a row per event, a row per stream, a sum per learner.
create table bench_completions (stream text collate "C" not null, seq bigint not null, lesson uuid not null, at timestamptz not null, primary key (stream, seq));
create table bench_progress (stream text collate "C" not null primary key, seq bigint not null, done int not null, changed_at timestamptz not null) with (fillfactor = 70);
create table bench_points (learner uuid not null primary key, points bigint not null) with (fillfactor = 70);
