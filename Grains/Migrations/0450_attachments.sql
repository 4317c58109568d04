-- Files that people upload for a room: no read models, so a backup carries them. A file is in chunks that are encrypted with
-- a key of its own; that key, with the file's name, is sealed for its owner (words): erase him, and nobody reads it any more.
create table attachments (
    upload        uuid primary key,                    -- an attempt; a repeated upload is another one of the same id
    id            uuid not null,
    organization  text not null,
    room_id       uuid not null,
    owner         uuid not null,
    content_type  text not null,
    size          bigint not null default 0,
    words         text,
    begun_at      timestamptz not null,
    completed_at  timestamptz,
    check_at      timestamptz not null                 -- when the upkeep asks whether it is still needed
);
create unique index attachments_id on attachments (id) where completed_at is not null;
create index attachments_owner on attachments (owner);
create index attachments_check on attachments (check_at);

create table attachment_chunks (
    upload  uuid not null,
    number  integer not null,
    box     bytea not null,
    primary key (upload, number)
);
-- What is encrypted cannot be compressed.
alter table attachment_chunks alter column box set storage external;

-- Which messages have a file. A message without files is not in it.
create index chat_messages_attachments on chat_messages using gin (attachments jsonb_path_ops) where attachments is not null;
