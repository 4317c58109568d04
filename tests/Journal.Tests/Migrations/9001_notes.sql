-- Read models of the tests' own projection.
create table note_counts (author text not null primary key, notes bigint not null);
create table notes (stream text not null, seq bigint not null, body text, primary key (stream, seq));
