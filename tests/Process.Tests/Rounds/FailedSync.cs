using System.Diagnostics;
using System.Globalization;
using Academy.Processes.Clients;

namespace Academy.Processes.Rounds;

/// <summary>
/// fsync fails with EIO: of the log under a commit, or of the data under a checkpoint. PostgreSQL cannot know what is
/// on the disk, so it panics, and recovers from what is certain.
/// </summary>
internal sealed class FailedSync : Fault
{
    private const string Tracer = "/usr/bin/strace";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public override string Name => "fsync fails";

    public override string? Hindrance =>
        !File.Exists(Tracer) ? "There is no strace, which makes fsync fail." : Traces.Value;

    private static Lazy<string?> Traces { get; } =
        new(() =>
        {
            using var trial = Process.Start(
                new ProcessStartInfo(Tracer, ["-o", "/dev/null", "true"])
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                }
            )!;
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : "strace may not trace here.";
        });

    public override async Task<TimeSpan> StrikeAsync(Stage stage, Load load, Random random)
    {
        var checkpoint = random.Next(3) == 0;
        var victims = checkpoint
            ?
            [
                .. (
                    await stage.Database.RowsAsync(
                        "select pid from pg_stat_activity where backend_type = 'checkpointer'"
                    )
                ).Select(row => (int)row[0]),
            ]
            : await stage.Database.WritersAsync();
        using var tracer = Attach(victims, when: checkpoint ? 1 : random.Next(1, 30));
        var checkpointing = checkpoint ? CheckpointAsync(stage) : Task.CompletedTask;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await tracer.WaitForExitAsync(patience.Token); // When those that it traces are gone.
        }
        finally
        {
            if (!tracer.HasExited)
                tracer.Kill();
        }
        await checkpointing;
        return await AnsweredAgainAsync(load);
    }

    private static Process Attach(int[] processes, int when) =>
        Process.Start(
            new ProcessStartInfo(
                Tracer,
                [
                    .. processes.SelectMany(id => new[] { "-p", id.ToString(CultureInfo.InvariantCulture) }),
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    "trace=fsync,fdatasync",
                    "-e",
                    $"inject=fsync,fdatasync:error=EIO:when={when}+",
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            }
        )!;

    private static async Task CheckpointAsync(Stage stage)
    {
        try
        {
            await stage.Database.RowsAsync("checkpoint");
            Assert.Fail("The checkpoint should have failed.");
        }
        catch (Npgsql.NpgsqlException)
        {
            // As it must.
        }
    }
}
