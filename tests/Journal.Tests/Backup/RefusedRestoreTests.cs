using Academy.Backup;
using Academy.Testing;
using static Academy.Journal.Tests.RunningJournal;

namespace Academy.Journal.Tests.Backup;

/// <summary>What cannot be restored is refused in one line, and nothing is changed.</summary>
public sealed class RefusedRestoreTests : IAsyncLifetime
{
    private readonly Files files = new();
    private RunningJournal running = null!;

    public async Task InitializeAsync()
    {
        running = await StartAsync();
        await running.Journal.AppendAsync(Note("s", 0, "some words", "c1"));
        await running.Vault.SealAsync(Guid.NewGuid(), "words", CancellationToken.None);
        await files.TakeAsync(running, "good");
    }

    public async Task DisposeAsync()
    {
        await running.DisposeAsync();
        files.Dispose();
    }

    [Fact]
    public async Task Half_a_file_or_a_changed_byte_anywhere()
    {
        var whole = await File.ReadAllBytesAsync(files["good"]);
        var database = await TestPostgres.NewDatabaseAsync();
        foreach (var length in (int[])[0, 1, 64, whole.Length / 2, whole.Length - 1])
            await BrokenAsync(whole[..length]);
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 40))
            await BrokenAsync([.. whole[..at], (byte)(whole[at] ^ 1), .. whole[(at + 1)..]]);
        await files.RefusedAsync("nothing-here", "nothing-here", database, "good.keys");

        async Task BrokenAsync(byte[] bytes)
        {
            await File.WriteAllBytesAsync(files["broken"], bytes);
            await files.RefusedAsync("not a whole backup", "broken", database, "good.keys");
        }
    }

    [Fact]
    public async Task Keys_that_are_missing_or_not_these()
    {
        await files.RefusedAsync("nothing", "good", keys: "nothing.keys");
        await files.RefusedAsync("holds data, not keys", "good", keys: "good");
        await files.RefusedAsync("holds keys, not data", "good.keys", keys: "good.keys");
        await files.TakeAsync(running, "later");
        await files.RefusedAsync("older than", "later", keys: "good.keys");
        await using var another = await StartAsync();
        await files.TakeAsync(another, "another");
        await files.RefusedAsync("those of another database", "good", keys: "another.keys");
        await files.RefusedAsync("master key is not the one", "good", masterKey: new byte[32]);
    }

    [Fact]
    public Task A_file_of_another_release() =>
        files.RefusedAsync("another release: its migration 9001_notes", "good", configure: o =>
            o.MigrationAssemblies.Clear()
        );

    [Fact]
    public async Task A_database_that_is_not_empty()
    {
        var used = await TestPostgres.NewDatabaseAsync();
        await using (var other = await StartAsync(used))
            await other.Journal.AppendAsync(Note("s", 0));
        await files.RefusedAsync("not empty: public.", "good", used);

        var foreign = await TestPostgres.NewDatabaseAsync();
        await foreign.TextAsync("create table mine (a int); insert into mine values (1); select ''");
        await files.RefusedAsync("public.mine", "good", foreign);
    }

    [Fact]
    public async Task A_database_that_a_server_uses_even_if_it_is_empty()
    {
        var database = await TestPostgres.NewDatabaseAsync();
        // So rare that no heartbeat changes what is compared.
        await using (
            await StartAsync(database, o => (o.Lease, o.Heartbeat) = (TimeSpan.FromHours(2), TimeSpan.FromHours(1)))
        )
            await files.RefusedAsync("A server uses this database", "good", database);
        await files.RestoreAsync("good", database);
    }
}
