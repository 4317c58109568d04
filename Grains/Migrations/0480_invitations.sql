-- Invitations that nobody has accepted yet, with the address in the clear. Filled from the events of accounts.
create table invitations (
    id uuid not null primary key,
    organization text not null,
    email text not null,
    role text not null,
    invited_by uuid,
    invited_at timestamptz not null,
    expires_at timestamptz not null
);
create index invitations_by_organization on invitations (organization, invited_at desc, id desc);
