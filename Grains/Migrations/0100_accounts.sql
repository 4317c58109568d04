-- Who there is, in the clear. Filled from the events of accounts; purged when a person is erased.
create table users (
    id uuid not null primary key,
    organization text not null,
    email text not null,
    display_name text not null,
    role text not null,
    registered_at timestamptz not null
);
create index users_by_organization on users (organization, registered_at desc);
