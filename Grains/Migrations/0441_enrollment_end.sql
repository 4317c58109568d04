-- An enrollment may end (status 'ended'), and go on later where it was. The number, on the learner's stream, of the latest that
-- happened of the two.
alter table enrollments add column membership_seq bigint not null default 0;
