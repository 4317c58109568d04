-- What a message is found by, besides its words: the day, the 32 days and the room it was written in. A word that is
-- everywhere is then looked for in the newest days first, and in the rooms of who asks; of the index's lists only what
-- they have in common is read.
create function message_tokens(words tsvector, room uuid, at timestamptz) returns tsvector
language sql stable strict parallel safe as $$
    select words || array_to_tsvector(array[
        '@' || floor(extract(epoch from at) / 86400)::bigint,
        '@@' || floor(extract(epoch from at) / (32 * 86400))::bigint,
        '#' || room])
$$;

-- Housekeeping makes them anew, with their places.
update chat_messages set tokens = null where tokens is not null;
