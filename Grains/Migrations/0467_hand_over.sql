-- When the instructor of a course asked that somebody else take it over; null: they did not, or somebody has.
alter table courses add column hand_over_asked_at timestamptz;
create index courses_hand_over on courses (organization, created_at, id) where hand_over_asked_at is not null;
