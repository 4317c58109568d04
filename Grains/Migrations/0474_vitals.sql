-- How fast pages are, as browsers measure it: counts by day, page, vital and bucket, of nobody in particular. In backups;
-- forgotten after 90 days.
create table vitals (
    day       date not null,
    page      text not null,
    vital     text not null,
    bucket    integer not null,
    measured  bigint not null,
    primary key (day, page, vital, bucket)
);
