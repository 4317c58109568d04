using System.Globalization;
using Academy.Backup;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Silo;

/// <summary>
/// <c>backup FILE</c> beside a running server, and <c>restore FILE [KEYS]</c> into an empty database. Neither starts a
/// silo: a backup must not migrate what it copies, and a restore makes the tables itself.
/// </summary>
internal static class BackupCommands
{
    public static async Task<int> RunAsync(
        string name,
        string[] files,
        IServiceProvider services,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var progress = new LineProgress(output);
            switch (name, files)
            {
                case ("backup", [var file]):
                    var made = await services
                        .GetRequiredService<JournalBackup>()
                        .RunAsync(file, progress, cancellationToken);
                    await output.WriteLineAsync(Said(file, made));
                    return 0;
                case ("restore", [var file, .. { Length: <= 1 } keys]):
                    var restored = await services
                        .GetRequiredService<JournalRestore>()
                        .RunAsync(
                            file,
                            keys is [var given] ? given : JournalBackup.KeysOf(file),
                            progress,
                            cancellationToken
                        );
                    await output.WriteLineAsync(Said(restored));
                    return 0;
                default:
                    throw new SettingException(
                        name == "backup"
                            ? "say where to: backup FILE (the persons' keys go to FILE.keys)."
                            : "say what: restore FILE, or restore FILE KEYS with the keys of a later backup."
                    );
            }
        }
        finally
        {
            if (services.GetService<AcademySilo.LocalDatabase>() is { } local)
                await local.StoppedAsync(CancellationToken.None);
        }
    }

    private static string Said(string file, BackupResult made) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Backed up to {file}, {made.Bytes:N0} bytes, and the persons' keys to {JournalBackup.KeysOf(
                file
            )}: keep them in different places.
            It holds the state of {made.Manifest.TakenAt:u}: {Events(
                made.Manifest
            )}. It took {made.Took.TotalSeconds:0.0} s.
            """
        );

    private static string Said(RestoreResult restored) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Restored the state of {restored.Manifest.TakenAt:u}: {Events(
                restored.Manifest
            )}. What was acknowledged later is not in it.
            It took {restored.Took.TotalSeconds:0.0} s, {(
                restored.Took - restored.Copied
            ).TotalSeconds:0.0} s of them for the read models. {restored.Erased} erased persons stay erased.
            The history has a new epoch: clients begin with snapshots.
            """
        );

    private static string Events(BackupManifest manifest) =>
        manifest.LastEventAt is { } last
            ? string.Create(CultureInfo.InvariantCulture, $"{manifest.Events} events, the latest of {last:u}")
            : "no events";

    private sealed class LineProgress(TextWriter output) : IProgress<BackupTable>
    {
        public void Report(BackupTable value) =>
            output.WriteLine($"{value.Name.PadRight(30)} {value.Rows.ToString().PadLeft(12)} rows");
    }
}
