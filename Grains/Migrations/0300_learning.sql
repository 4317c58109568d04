-- Read models of learning and of the game: written in the transaction of the events they come from.
create table enrollments (
    id            uuid primary key,
    organization  text not null,
    user_id       uuid not null,
    course_id     uuid not null,
    status        text not null default 'active',
    enrolled_at   timestamptz not null,
    completed_at  timestamptz
);
create index enrollments_user on enrollments (user_id);
create index enrollments_course on enrollments (course_id);

-- One row per (enrollment, module): duplicates are impossible.
create table module_progress (
    enrollment_id  uuid not null,
    module_id      uuid not null,
    course_id      uuid not null,
    user_id        uuid not null,
    started_at     timestamptz not null,
    completed_at   timestamptz,
    seconds_spent  integer not null default 0,
    primary key (enrollment_id, module_id)
);

create table lesson_progress (
    enrollment_id  uuid not null,
    lesson_id      uuid not null,
    module_id      uuid not null,
    completed_at   timestamptz not null,
    primary key (enrollment_id, lesson_id)
);

create table user_stats (
    user_id       uuid primary key,
    organization  text not null,
    xp            bigint not null,
    seq           bigint not null,           -- of the user's stream, as of xp
    streak        integer not null default 0,
    longest       integer not null default 0
) with (fillfactor = 80);

-- XP per learner, course and day (UTC): what weekly, monthly and course boards boot from. No course: the zero id.
create table xp_days (
    user_id    uuid not null,
    day        date not null,
    course_id  uuid not null,
    xp         bigint not null,
    primary key (user_id, day, course_id)
) with (fillfactor = 80);

-- The XP ledger is the journal itself.
create view xp_transactions as
    select (split_part(stream, ':', 2))::uuid as user_id, seq, (data ->> 'amount')::int as amount, data ->> 'cause' as cause,
           (data ->> 'source')::uuid as source, (data ->> 'courseId')::uuid as course_id, (data ->> 'xp')::bigint as xp, at
      from events
     where type = 'gamification.xp-earned';
