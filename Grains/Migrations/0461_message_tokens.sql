-- What messages are searched by: words that the silo makes of them, since the database's parser knows some languages
-- only and depends on its locale. Null: there is no text to find, or nobody made its words yet (housekeeping does).
alter table chat_messages add column tokens tsvector;
alter table chat_messages alter column tokens set statistics 0;

-- What is written goes to the index's list of pending entries, which searches look through as well; the upkeep works it
-- off every few seconds, so that no commit of a message ever does.
create index chat_messages_tokens on chat_messages using gin (tokens)
    with (fastupdate = on, gin_pending_list_limit = 262144);
drop index chat_messages_words;

create index chat_messages_untokened on chat_messages (room_id, seq)
    where tokens is null and body is not null and deleted_at is null;

-- The words go with their text, whoever changes or empties it: also a silo of a version that does not know of them. Who
-- writes a new text writes its words in a statement of their own behind it.
create function forget_tokens() returns trigger language plpgsql as $$
begin
    new.tokens := null;
    return new;
end
$$;
create trigger chat_messages_forget_tokens before update of body, deleted_at on chat_messages
    for each row when (new.body is distinct from old.body or new.deleted_at is not null)
    execute function forget_tokens();
