-- Read models of chat. Rows belong to the stream of their room; "seq" is the number of the event that they were last told by.
create table chat_rooms (
    id            uuid primary key,
    organization  text not null,
    type          text not null,
    title         text,
    course_id     uuid,
    created_by    uuid,
    created_at    timestamptz not null,
    member_count  integer not null
) with (fillfactor = 80);
create index chat_rooms_creator on chat_rooms (created_by);
create index chat_rooms_organization on chat_rooms (organization, created_at, id);

-- Who left stays in here: what he wrote is still there, and he may know who reads it.
create table chat_members (
    room_id          uuid not null,
    user_id          uuid not null,
    role             text not null,
    first_joined_at  timestamptz not null,
    joined_at        timestamptz not null,
    joined_seq       bigint not null,
    left_at          timestamptz,
    seq              bigint not null,
    primary key (room_id, user_id)
) with (fillfactor = 80);
create index chat_members_user on chat_members (user_id, room_id);

-- In the clear, and emptied when the author is erased. A deleted message keeps its words for the moderators.
create table chat_messages (
    room_id      uuid not null,
    seq          bigint not null,
    sender_id    uuid not null,
    body         text,
    at           timestamptz not null,
    edited_at    timestamptz,
    deleted_at   timestamptz,
    reply_to     bigint,
    thread       bigint,
    attachments  jsonb,
    mentions     uuid[],
    command_id   text,
    primary key (room_id, seq)
);
create index chat_messages_thread on chat_messages (room_id, thread, seq) where thread is not null;

create table chat_reactions (
    room_id      uuid not null,
    message_seq  bigint not null,
    emoji        text not null,
    user_id      uuid not null,
    is_on        boolean not null,
    seq          bigint not null,
    primary key (room_id, message_seq, emoji, user_id)
);

create table chat_bans (
    room_id  uuid not null,
    user_id  uuid not null,
    is_on    boolean not null,
    until    timestamptz,
    by_id    uuid not null,
    at       timestamptz not null,
    seq      bigint not null,
    primary key (room_id, user_id)
);

create table chat_reports (
    room_id      uuid not null,
    message_seq  bigint not null,
    user_id      uuid not null,
    reason       text,
    at           timestamptz not null,
    is_open      boolean not null,
    seq          bigint not null,
    primary key (room_id, message_seq, user_id)
);

create table chat_monitorings (
    room_id   uuid not null,
    seq       bigint not null,
    admin_id  uuid not null,
    at        timestamptz not null,
    reason    text not null,
    from_seq  bigint not null,
    to_seq    bigint not null,
    primary key (room_id, seq)
);

-- The planner's statistics would keep samples of what people wrote after they are erased.
alter table chat_messages alter column body set statistics 0, alter column attachments set statistics 0;
alter table chat_reports alter column reason set statistics 0;
