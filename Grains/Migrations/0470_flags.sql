-- What admins should look at: ids only, never words. In backups; who is erased takes theirs along.
create table flags (
    id            uuid not null primary key default gen_random_uuid(),
    organization  text not null,
    kind          text not null,
    person        uuid not null,
    -- Whom the person is like, or the word that their name is like.
    other         uuid,
    word          text,
    raised_at     timestamptz not null default clock_timestamp(),
    dismissed_at  timestamptz,
    dismissed_by  uuid,
    constraint flags_once unique nulls not distinct (person, kind, other, word)
);
create index flags_other on flags (other) where other is not null;
create index flags_open on flags (organization, raised_at desc, id desc) where dismissed_at is null;
create index flags_dismissed on flags (organization, raised_at desc, id desc) where dismissed_at is not null;

-- What a name looks like. Null: nobody has looked yet whether it looks like somebody else's (housekeeping does).
alter table users add column skeletons text[];
alter table users alter column skeletons set statistics 0;
create index users_skeletons on users using gin (skeletons);
create index users_skeletons_of_staff on users using gin (skeletons) where role <> 'student';
create index users_unseen on users (id) where skeletons is null;

-- Another name or role is looked at anew, whoever changes it. What was dismissed of a former name is raised again if
-- the new one is no better.
create function look_at_name_again() returns trigger language plpgsql as $$
begin
    new.skeletons := null;
    if new.display_name is distinct from old.display_name then
        delete from flags where person = new.id and kind in ('name-of-staff', 'reserved-name');
    end if;
    return new;
end
$$;
create trigger users_look_at_name_again before update of display_name, role on users
    for each row when (new.display_name is distinct from old.display_name or new.role is distinct from old.role)
    execute function look_at_name_again();

create function forget_flags() returns trigger language plpgsql as $$
begin
    delete from flags where person = old.id or other = old.id;
    return null;
end
$$;
create trigger users_forget_flags after delete on users for each row execute function forget_flags();
