-- Admins read what admins looked at, the latest first.
create index access_audit_time on access_audit (organization, at desc, id desc);
