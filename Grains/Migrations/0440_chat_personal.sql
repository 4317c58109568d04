-- How far each person has read in each room. Written with the person's own stream; what a room asks is by room.
create table chat_reads (
    user_id  uuid not null,
    room_id  uuid not null,
    seq      bigint not null,
    primary key (room_id, user_id)
) with (fillfactor = 80);
