-- What courses are searched and filtered by. Null: nobody made them yet (housekeeping does). See 0461. The column "words"
-- stays for as long as processes of the release before may run: their one statement for courses names it.
alter table courses add column tokens tsvector;
create index courses_tokens on courses using gin (tokens);
create index courses_untokened on courses (id) where tokens is null;
