-- What people and rooms are searched by: see 0461. Lists of people are ordered by their folded names, whatever the
-- locale is.
alter table users add column tokens tsvector, add column sort_name text collate "C";
alter table users alter column tokens set statistics 0, alter column sort_name set statistics 0;
create index users_tokens on users using gin (tokens);
create index users_untokened on users (id) where tokens is null;

alter table chat_rooms add column tokens tsvector;
create index chat_rooms_tokens on chat_rooms using gin (tokens);
create index chat_rooms_untokened on chat_rooms (id) where tokens is null and title is not null;
create trigger chat_rooms_forget_tokens before update of title on chat_rooms
    for each row when (new.title is distinct from old.title)
    execute function forget_tokens();
