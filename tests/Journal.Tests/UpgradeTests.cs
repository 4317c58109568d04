using Academy.Backup;
using Academy.Journal.Hosting;
using Academy.Journal.Projections;
using Academy.Journal.Tests.Backup;
using Academy.Testing;
using Academy.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests;

/// <summary>
/// The release before Orleans became the engine, and the one before events had causes: their databases, and their
/// backups, become this release's.
/// </summary>
public sealed class UpgradeTests
{
    // The first migration that a release lacks.
    private const int Orleans = 500;
    private const int Causes = 501;

    private const string Event = """
        insert into events (stream, seq, type, version, data, actor, at)
        values ('s', 1, 'note-taken', 1, '{"body": "hello"}', 'tester', now());
        """;

    /// <summary>
    /// As its processes left it: two rights to write, one of them of a process that was killed; members; its one
    /// reminder.
    /// </summary>
    private const string Remains =
        """
            insert into fences (silo, generation, lane) values ('silo-1', 7, -1), ('silo-1', 7, 0), ('api-1', 8, 0);
            insert into leases (silo, generation, ends_at, lasts) values ('silo-1', 7, now() + interval '1 hour',
                interval '1 hour');
            insert into members (name, generation, role, status, host, port) values ('silo-1', 7, 'silo', 'active',
                '10.0.0.1', 11111);
            update membership set version = 17;
            insert into reminders (grain_type, grain_key, name, start_at, period, due_at)
            values ('upkeep', 'all', 'retention', now(), interval '10 minutes', now());
            """ + Event;

    private const string Tables = """
        select coalesce(string_agg(tablename, ' ' order by tablename), '') from pg_tables where schemaname = 'public'
           and tablename in ('members', 'membership', 'reminders', 'orleansquery', 'orleansmembershiptable',
               'orleansmembershipversiontable', 'orleansstorage')
        """;

    [Fact]
    public async Task A_database_of_the_release_before_is_brought_to_this_one_and_nobody_waits_for_its_processes()
    {
        var database = await OldAsync();
        await using var running = await StartAsync(database, Own, OwnServices).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(
            "orleansmembershiptable orleansmembershipversiontable orleansquery orleansstorage",
            await database.TextAsync(Tables)
        );
        Assert.Equal("silo", await database.TextAsync("select string_agg(distinct silo, ' ') from fences"));
        Assert.Equal("silo", await database.TextAsync("select string_agg(distinct silo, ' ') from leases"));
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 1))).Verdict);
    }

    [Fact]
    public async Task A_backup_of_the_release_before_restores_into_this_one()
    {
        using var files = new Files();
        await using (var old = Compose(await OldAsync(), Own, OwnServices))
            await old.GetRequiredService<JournalBackup>().RunAsync(files["old"], null, CancellationToken.None);
        var database = await TestPostgres.NewDatabaseAsync();
        await using (var services = Compose(database, Own, OwnServices))
            await services
                .GetRequiredService<JournalRestore>()
                .RunAsync(files["old"], files["old.keys"], null, CancellationToken.None);
        Assert.Equal("hello", await database.TextAsync("select data ->> 'body' from events"));
        Assert.Equal(
            "orleansmembershiptable orleansmembershipversiontable orleansquery orleansstorage",
            await database.TextAsync(Tables)
        );
        await using var running = await StartAsync(database, Own, OwnServices);
        Assert.Equal(AppendVerdict.Committed, (await running.Journal.AppendAsync(Note("s", 1))).Verdict);
    }

    [Fact]
    public async Task Events_of_a_release_without_causes_have_none_and_the_next_have_theirs()
    {
        var database = await OldAsync(Causes, Event);
        await using var running = await StartAsync(database, Own, OwnServices);
        Assert.Equal(
            AppendVerdict.Committed,
            (await running.Journal.AppendAsync(Note("s", 1, cause: new(null, "command-1")))).Verdict
        );
        Assert.Equal("1 -, 2 command-1", await database.TextAsync(CausesSql));
    }

    [Fact]
    public async Task A_backup_of_a_release_without_causes_restores_into_this_one()
    {
        using var files = new Files();
        await using (var old = Compose(await OldAsync(Causes, Event), Own, OwnServices))
            await old.GetRequiredService<JournalBackup>().RunAsync(files["old"], null, CancellationToken.None);
        var database = await TestPostgres.NewDatabaseAsync();
        await using (var services = Compose(database, Own, OwnServices))
            await services
                .GetRequiredService<JournalRestore>()
                .RunAsync(files["old"], files["old.keys"], null, CancellationToken.None);
        await using var running = await StartAsync(database, Own, OwnServices);
        Assert.Equal(
            AppendVerdict.Committed,
            (await running.Journal.AppendAsync(Note("s", 1, cause: new(null, "command-1")))).Verdict
        );
        Assert.Equal("1 -, 2 command-1", await database.TextAsync(CausesSql));
    }

    [Fact]
    public async Task A_backup_holds_the_storage_of_grains_and_neither_members_nor_queries()
    {
        using var files = new Files();
        await using var running = await StartAsync();
        await using (
            var fill = running.Database.CreateCommand(
                """
                insert into orleansmembershipversiontable (deploymentid) values ('academy');
                insert into orleansmembershiptable (deploymentid, address, port, generation, siloname, hostname,
                    status, proxyport, starttime, iamalivetime)
                values ('academy', '10.0.0.1', 11111, 1, 'silo-1', 'host', 3, 30000, now(), now());
                insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring,
                    serviceid, payloadbinary, version)
                values (1, 2, 3, 4, 'draft', 'academy', 'sealed', 5)
                """
            )
        )
            await fill.ExecuteNonQueryAsync();
        await files.TakeAsync(running, "backup");
        var queries = await running.CountAsync("select count(*) from orleansquery");
        var database = await TestPostgres.NewDatabaseAsync();
        await files.RestoreAsync("backup", database);
        Assert.Equal(
            "draft 5",
            await database.TextAsync("select graintypestring || ' ' || version from orleansstorage")
        );
        Assert.Equal("0", await database.TextAsync("select count(*)::text from orleansmembershiptable"));
        Assert.Equal("0", await database.TextAsync("select count(*)::text from orleansmembershipversiontable"));
        Assert.Equal($"{queries}", await database.TextAsync("select count(*)::text from orleansquery"));
    }

    private const string CausesSql =
        "select string_agg(seq || ' ' || coalesce(causation_id, '-'), ', ' order by seq) from events";

    private static void Own(JournalOptions options) => options.MigrationAssemblies.Clear();

    private static void OwnServices(IServiceCollection services) => services.RemoveAll<IProjection>();

    private static async Task<string> OldAsync(int lacks = Orleans, string remains = Remains)
    {
        var database = await TestPostgres.NewDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync();
        await new Migrator(source, NullLogger<Migrator>.Instance).ApplyAsync(
            connection,
            Migration.Of([]).Where(migration => migration.Number < lacks),
            CancellationToken.None
        );
        await using var fill = new NpgsqlCommand(remains, connection);
        await fill.ExecuteNonQueryAsync();
        await using var services = Compose(database, Own);
        await services.GetRequiredService<MasterKey>().CheckAsync(source, CancellationToken.None);
        return database;
    }
}
