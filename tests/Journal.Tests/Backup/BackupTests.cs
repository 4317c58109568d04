using Academy.Backup;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests.Backup;

/// <summary>What is backed up under load is one instant, and comes back in another cluster.</summary>
public sealed class BackupTests
{
    // Every append of the load has one event, one command and one feed row.
    private const string Counts = """
        select concat_ws(' ', (select count(*) from events), (select count(*) from commands), (select count(*)
            from feed))
        """;

    private const string Events = """
        select string_agg(md5(concat_ws('|', stream, seq, position, type, version, data, actor, at, correlation_id,
            causation_id)), '' order by stream, seq) from events
        """;

    [Fact]
    public async Task A_backup_under_load_restores_to_one_instant_in_another_cluster()
    {
        using var files = new Files();
        await using var running = await StartAsync();
        var source = running.Database.ConnectionString;
        var load = new Load(running.Journal, writers: 16, feeds: "load").Start();
        await load.UntilAsync(2_000, "before the backup");
        var acknowledged = new Dictionary<string, long>(load.Acknowledged);
        var taken = await files.TakeAsync(running, "academy.backup");
        await load.UntilAsync(load.Total + 200, "after the backup");
        await load.StopAsync();
        var epoch = running.Journal.Epoch;

        await using var elsewhere = await TestPostgres.StartOwnAsync(TestPostgres.NewDirectory());
        var target = elsewhere.ConnectionString;
        var restored = await files.RestoreAsync("academy.backup", target);
        Assert.Equal(taken.Events, restored.Manifest.Events);
        Assert.Equal($"{taken.Events} {taken.Events} {taken.Events}", await target.TextAsync(Counts));
        Assert.InRange(taken.Events, acknowledged.Values.Sum(), load.Total);

        // Every stream is a prefix of what it was, and has all that was acknowledged before.
        var heads = await target.TextAsync(
            "select string_agg(format('(%L,%s)', stream, head), ',') from (select stream, max(seq) as head "
                + "from events group by stream) h"
        );
        Assert.Equal(
            await source.TextAsync(
                $"{Events} where (stream, seq) in (select e.stream, e.seq from events e join (values {heads}) h "
                    + "(stream, head) on e.stream = h.stream and e.seq <= h.head)"
            ),
            await target.TextAsync(Events)
        );
        Assert.Equal(
            "0",
            await target.TextAsync(
                "select count(*)::text from (select stream from events group by stream having max(seq) <> "
                    + "count(*)) holes"
            )
        );
        foreach (var (stream, seq) in acknowledged)
            Assert.True(
                long.Parse(await target.TextAsync($"select max(seq)::text from events where stream = '{stream}'"))
                    >= seq,
                stream
            );

        await using var again = await StartAsync(target);
        Assert.NotEqual(epoch, again.Journal.Epoch);
        Assert.Equal(taken.Events, await again.CountAsync("select count(*) from notes"));
        var before = await target.StateAsync();
        await again.Rebuild.RunAsync(null, CancellationToken.None);
        Assert.Equal(before, await target.StateAsync());
        Assert.Equal(taken.Events, await FeedAsync(again));
        var last = await again.CountAsync("select max(position) from events");
        Assert.Equal(AppendVerdict.Committed, (await again.Journal.AppendAsync(Note("next", 0))).Verdict);
        Assert.True(await again.CountAsync("select max(position) from events") > last);
    }

    [Fact]
    public async Task Sealed_text_opens_after_a_restore_unless_its_person_was_erased_since()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        using var files = new Files();
        await using var running = await StartAsync();
        var texts = new[]
        {
            await running.Vault.SealAsync(ann, "ann's words", CancellationToken.None),
            await running.Vault.SealAsync(bob, "bob's words", CancellationToken.None),
        };
        foreach (var (person, number) in new[] { (ann, 0), (bob, 1) })
            await running.Journal.AppendAsync(
                Note($"academy/user:{person}", 0, texts[number], $"c{number}", actor: $"{person}")
            );
        await using (
            var states = running.Database.CreateCommand(
                $"""
                insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring,
                    grainidextensionstring, serviceid, version)
                select 1, 0, 0, 2, 'drafts', 'academy/' || person, 'academy', 3 from unnest(array['{ann}',
                    '{bob}']) as person
                """
            )
        )
            await states.ExecuteNonQueryAsync();
        await files.TakeAsync(running, "before");
        await running.Vault.EraseAsync(ann, CancellationToken.None);
        Assert.Equal(
            1,
            await running.CountAsync(
                $"select count(*) from orleansstorage where grainidextensionstring = 'academy/{bob}'"
            )
        );
        Assert.Equal(1, await running.CountAsync("select count(*) from orleansstorage"));
        await files.TakeAsync(running, "after");

        Assert.Equal((string?[])["ann's words", "bob's words"], await OpenedAsync("before.keys"));
        Assert.Equal((string?[])[null, "bob's words"], await OpenedAsync("after.keys"));

        async Task<IEnumerable<string?>> OpenedAsync(string keys)
        {
            var database = await TestPostgres.NewDatabaseAsync();
            var restored = await files.RestoreAsync("before", database, keys);
            await using var again = await StartAsync(database);
            // Erased again: what they were answered, and what is stored of them, is gone too.
            Assert.Equal(2 - restored.Erased, await again.CountAsync("select count(*) from commands"));
            Assert.Equal(2 - restored.Erased, await again.CountAsync("select count(*) from orleansstorage"));
            return (string?[])
                [
                    await again.Vault.OpenAsync(texts[0], CancellationToken.None),
                    await again.Vault.OpenAsync(texts[1], CancellationToken.None),
                ];
        }
    }

    [Fact]
    public async Task Each_restore_of_one_file_is_another_history()
    {
        using var files = new Files();
        await using var running = await StartAsync();
        await running.Journal.AppendAsync(Note("s", 0));
        await files.TakeAsync(running, "backup");
        var epochs = new HashSet<string> { running.Journal.Epoch };
        for (var i = 0; i < 2; i++)
        {
            var database = await TestPostgres.NewDatabaseAsync();
            await files.RestoreAsync("backup", database);
            await using var again = await StartAsync(database);
            Assert.True(epochs.Add(again.Journal.Epoch), "an epoch came back");
        }
    }

    [Fact]
    public async Task A_backup_of_an_earlier_release_is_brought_to_this_one()
    {
        using var files = new Files();
        await using var old = await StartAsync(
            configure: o => o.MigrationAssemblies.Clear(),
            register: s => s.RemoveAll<Projections.IProjection>()
        );
        await old.Journal.AppendAsync(Note("s", 0));
        await files.TakeAsync(old, "old");
        var database = await TestPostgres.NewDatabaseAsync();
        await files.RestoreAsync("old", database);
        Assert.Equal("hello", await database.TextAsync("select body from notes"));
    }

    [Fact]
    public async Task A_backup_is_two_whole_files_for_its_owner_only_or_none()
    {
        using var files = new Files();
        await using var running = await StartAsync();
        await files.TakeAsync(running, "backup");
        Assert.Equal(["backup", "backup.keys"], files.Names);
        foreach (var name in OperatingSystem.IsWindows() ? [] : files.Names)
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(files[name])
            );
        var refusal = await Assert.ThrowsAsync<BackupException>(() => files.TakeAsync(running, "backup"));
        Assert.Contains("exists already", refusal.Message);

        await using var empty = Compose(await TestPostgres.NewDatabaseAsync());
        refusal = await Assert.ThrowsAsync<BackupException>(() =>
            empty.GetRequiredService<JournalBackup>().RunAsync(files["none"], null, CancellationToken.None)
        );
        Assert.Contains("nothing to back up", refusal.Message);
        Assert.Equal(["backup", "backup.keys"], files.Names);
    }

    private static async Task<long> FeedAsync(RunningJournal running)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return (await running.Journal.ReadFeedAsync("load", 1_000_000, patience.Token)).Count;
    }
}
