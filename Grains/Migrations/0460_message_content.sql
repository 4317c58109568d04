-- The tree of a message's markup as clients get it, in the clear as the body is. Empty: it has none. Null: it was written before
-- trees were kept (or its author was erased), and is parsed when it is read, until the tables are rebuilt.
alter table chat_messages add column content text;
alter table chat_messages alter column content set statistics 0;
