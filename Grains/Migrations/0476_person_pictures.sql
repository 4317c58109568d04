-- Pictures of people. Each is made anew in two sizes (attachment_sizes.upload is its id), encrypted with a key that is sealed for
-- the person (words). Which one is theirs is said by their account; users.picture follows from its events.
create table person_pictures (
    id       uuid primary key,
    person   uuid not null,
    words    text not null,
    made_at  timestamptz not null
);
create index person_pictures_person on person_pictures (person);

alter table users add column picture uuid;
