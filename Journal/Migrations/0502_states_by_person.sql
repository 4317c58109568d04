-- A person's states: asked for when their stream is first joined, and deleted when they are erased. The key of a grain ends in the id.
create index orleansstorage_person on orleansstorage (split_part(grainidextensionstring, '/', 2));
