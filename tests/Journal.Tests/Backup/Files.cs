using Academy.Backup;
using Academy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Journal.Tests.Backup;

/// <summary>A directory for a test's backups, and the two commands as the command line runs them.</summary>
internal sealed class Files : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("academy-backup-").FullName;

    public string this[string name] => Path.Combine(directory, name);

    public IEnumerable<string> Names =>
        Directory.EnumerateFiles(directory).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);

    public async Task<BackupManifest> TakeAsync(RunningJournal running, string name) =>
        (await running.Backup.RunAsync(this[name], null, CancellationToken.None)).Manifest;

    public async Task<RestoreResult> RestoreAsync(
        string name,
        string database,
        string? keys = null,
        Action<JournalOptions>? configure = null,
        byte[]? masterKey = null
    )
    {
        await using var services = RunningJournal.Compose(database, configure, masterKey: masterKey);
        return await services
            .GetRequiredService<JournalRestore>()
            .RunAsync(this[name], this[keys ?? name + ".keys"], null, CancellationToken.None);
    }

    /// <summary>A restore that is refused in one line, and leaves the database as it was.</summary>
    public async Task RefusedAsync(
        string reason,
        string name,
        string? database = null,
        string? keys = null,
        Action<JournalOptions>? configure = null,
        byte[]? masterKey = null
    )
    {
        database ??= await TestPostgres.NewDatabaseAsync();
        var before = await database.StateAsync();
        var refusal = await Assert.ThrowsAsync<BackupException>(() =>
            RestoreAsync(name, database, keys, configure, masterKey)
        );
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(before, await database.StateAsync());
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
