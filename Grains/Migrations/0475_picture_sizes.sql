-- A picture is made in several sizes when it is uploaded. Each is stored like a file: in chunks (attachment_chunks.upload is its
-- blob), encrypted with a key that follows from the file's. Pictures from before have none, and are shown as they are.
alter table attachments add column width integer, add column height integer;

create table attachment_sizes (
    upload  uuid not null,
    edge    integer not null,                          -- the longer edge that it has at most
    blob    uuid not null,
    size    bigint not null,
    primary key (upload, edge)
);
