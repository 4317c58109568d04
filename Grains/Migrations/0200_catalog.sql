-- Read models of the catalog: written in the transaction of the events they come from, rebuilt from the journal.
create table courses (
    id            uuid primary key,
    organization  text not null,
    instructor    uuid not null,
    title         text not null,
    description   text not null,
    category      text not null,
    level         text not null,
    version       integer not null default 0,          -- 0: never published
    module_count  integer not null default 0,          -- of the published version
    created_at    timestamptz not null,
    published_at  timestamptz,
    words         tsvector generated always as (
        setweight(to_tsvector('english', title), 'A') ||
        setweight(to_tsvector('english', category), 'B') ||
        setweight(to_tsvector('english', description), 'C')) stored
);
create index courses_words on courses using gin (words);
create index courses_published on courses (organization, published_at desc, id) where version > 0;
create index courses_instructor on courses (instructor, created_at desc, id);

create table modules (
    id         uuid primary key,
    course_id  uuid not null,
    title      text not null
);
create index modules_course on modules (course_id);

create table lessons (
    id         uuid primary key,
    module_id  uuid not null,
    course_id  uuid not null,
    title      text not null,
    kind       text not null
);
create index lessons_module on lessons (module_id);
