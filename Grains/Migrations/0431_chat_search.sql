-- Words of messages. What is written goes to the index's list of pending entries, which searches look through as well; the upkeep
-- works it off every few seconds, so that no commit of a message ever does.
create index chat_messages_words on chat_messages using gin (to_tsvector('simple', body))
    with (fastupdate = on, gin_pending_list_limit = 262144);
