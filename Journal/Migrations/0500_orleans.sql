-- Microsoft.Orleans is the engine. Its ADO.NET providers bring no SQL: they read the text of their queries from orleansquery, and
-- ask of the tables only that these queries answer as agreed. Names compare by byte, as everywhere in the journal.

-- This upgrade is a full stop: no process of an earlier release runs beside it, so nobody's rights are left to wait for.
truncate fences, leases;

drop table members, membership;

-- The only reminder that any release registered is the upkeep's ("retention"), a schedule without a state: the housekeeping that
-- takes its place begins by itself. There is nothing to carry.
drop table reminders;

create table orleansquery (
    querykey  varchar(64)   collate "C" not null primary key,
    querytext varchar(8000)             not null
);

-- One row per cluster. Every change of its members adds one, in the same statement; the row makes changes follow one another.
create table orleansmembershipversiontable (
    deploymentid text        collate "C" not null primary key,
    "timestamp"  timestamptz not null default now(),
    version      int         not null default 0
) with (fillfactor = 50);

-- "silo" is the address as the silo's fence bears it.
create table orleansmembershiptable (
    deploymentid text        collate "C" not null references orleansmembershipversiontable,
    address      text        collate "C" not null,
    port         int         not null,
    generation   int         not null,
    siloname     text        not null,
    hostname     text        not null,
    status       int         not null,
    proxyport    int         not null,
    suspecttimes text,
    starttime    timestamptz not null,
    iamalivetime timestamptz not null,
    silo         text        collate "C" generated always as (address || ':' || port || '@' || generation) stored,
    constraint orleansmembershiptable_key primary key (deploymentid, address, port, generation)
) with (fillfactor = 50);

-- States of grains of which only the latest matters (drafts): grain storage.
create table orleansstorage (
    grainidhash          int         not null,
    grainidn0            bigint      not null,
    grainidn1            bigint      not null,
    graintypehash        int         not null,
    graintypestring      text        collate "C" not null,
    grainidextensionstring text      collate "C",
    serviceid            text        collate "C" not null,
    payloadbinary        bytea,
    modifiedon           timestamptz not null default now(),
    version              int         not null,
    constraint orleansstorage_key unique nulls not distinct
        (grainidhash, graintypehash, grainidn0, grainidn1, grainidextensionstring, graintypestring, serviceid)
);

insert into orleansquery (querykey, querytext) values
('GatewaysQueryKey', '
    select address, proxyport, generation from orleansmembershiptable
     where deploymentid = @DeploymentId and status = @Status and proxyport > 0'),

-- At least one row, even without members.
('MembershipReadAllKey', '
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes,
           m.starttime, m.iamalivetime, v.version
      from orleansmembershipversiontable v left join orleansmembershiptable m using (deploymentid)
     where v.deploymentid = @DeploymentId'),
('MembershipReadRowKey', '
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes,
           m.starttime, m.iamalivetime, v.version
      from orleansmembershipversiontable v left join orleansmembershiptable m
           on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
     where v.deploymentid = @DeploymentId'),

('InsertMembershipVersionKey', '
    with made as (
        insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1)
    select count(*)::int from made'),

-- Row and version change together, or neither does: whoever comes second finds another version.
('InsertMembershipKey', '
    with next as (
        update orleansmembershipversiontable v set version = version + 1, "timestamp" = now()
         where v.deploymentid = @DeploymentId and v.version = @Version
           and not exists (select from orleansmembershiptable m where m.deploymentid = @DeploymentId
                              and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning v.deploymentid),
    made as (
        insert into orleansmembershiptable
               (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        select deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
          from next returning 1)
    select count(*)::int from made'),
('UpdateMembershipKey', '
    with next as (
        update orleansmembershipversiontable v set version = version + 1, "timestamp" = now()
         where v.deploymentid = @DeploymentId and v.version = @Version
           and exists (select from orleansmembershiptable m where m.deploymentid = @DeploymentId
                          and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning v.deploymentid),
    changed as (
        update orleansmembershiptable m set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
          from next where m.deploymentid = next.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
        returning 1)
    select count(*)::int from changed'),

('UpdateIAmAlivetimeKey', '
    update orleansmembershiptable set iamalivetime = @IAmAliveTime
     where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation'),

('DeleteMembershipTableEntriesKey', '
    with gone as (delete from orleansmembershiptable where deploymentid = @DeploymentId)
    delete from orleansmembershipversiontable where deploymentid = @DeploymentId'),

-- As long as the fence of a dead silo stands, or its lease is waited for, its row says that it is dead.
('CleanupDefunctSiloEntriesKey', '
    delete from orleansmembershiptable m
     where m.deploymentid = @DeploymentId and m.iamalivetime < @IAmAliveTime and m.status = 6
       and not exists (select from fences f where translate(f.silo, ''[]'', '''') = m.silo)
       and not exists (select from leases l where translate(l.silo, ''[]'', '''') = m.silo)'),

('ReadFromStorageKey', '
    select payloadbinary, version from orleansstorage
     where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
       and grainidextensionstring is not distinct from @GrainIdExtensionString and graintypestring = @GrainTypeString
       and serviceid = @ServiceId'),

-- No row, or null, means that somebody else wrote since this state was read.
('WriteToStorageKey', '
    with changed as (
        update orleansstorage set payloadbinary = @PayloadBinary, modifiedon = now(), version = version + 1
         where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
           and grainidextensionstring is not distinct from @GrainIdExtensionString and graintypestring = @GrainTypeString
           and serviceid = @ServiceId and version = @GrainStateVersion
        returning version),
    made as (
        insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring,
                                    serviceid, payloadbinary, version)
        select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString,
               @ServiceId, @PayloadBinary, 1
         where @GrainStateVersion is null
        on conflict do nothing returning version)
    select coalesce((select version from changed), (select version from made), @GrainStateVersion) as NewGrainStateVersion'),
('ClearStorageKey', '
    update orleansstorage set payloadbinary = null, modifiedon = now(), version = version + 1
     where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
       and grainidextensionstring is not distinct from @GrainIdExtensionString and graintypestring = @GrainTypeString
       and serviceid = @ServiceId and version = @GrainStateVersion
    returning version as NewGrainStateVersion'),
('DeleteStorageKey', '
    delete from orleansstorage
     where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
       and grainidextensionstring is not distinct from @GrainIdExtensionString and graintypestring = @GrainTypeString
       and serviceid = @ServiceId and version = @GrainStateVersion
    returning version + 1 as NewGrainStateVersion');
