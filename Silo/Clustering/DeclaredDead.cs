using Academy.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// The others go on without this silo, and may have its grains already: nothing is handed over, the process ends at
/// once with 3, and its supervisor starts it again.
/// </summary>
internal sealed partial class DeclaredDead(
    IHostApplicationLifetime lifetime,
    IFence fence,
    IServiceProvider services,
    ILoggerFactory logs,
    ILogger<DeclaredDead> logger
) : IFatalErrorHandler, IHostedService
{
    /// <summary>What supervisors know: others took over from this process.</summary>
    public const int ExitCode = 3;

    private const int FailedExitCode = 1;

    /// <summary>How Orleans begins, and then quotes its table.</summary>
    private const string ToldToBeDead = "I have been told I am dead, so this silo will stop! Reason: ";

    public bool IsUnexpected(Exception exception) => !lifetime.ApplicationStopping.IsCancellationRequested;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        if (context?.StartsWith(ToldToBeDead, StringComparison.Ordinal) == true)
            End(
                ExitCode,
                $"The other silos declared this one dead and go on without it. {context[ToldToBeDead.Length..]}"
            );
        // A start that has failed says why by itself; these are parts that fall with it.
        else if (
            !lifetime.ApplicationStarted.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested
        )
            LogFellWithIt(logger, exception, context);
        else
            End(
                FailedExitCode,
                $"A part of Orleans failed that it cannot do without ({context}): {exception?.Message}"
            );
    }

    /// <summary>After the journal: the fence is known.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = EndWhenFencedAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndWhenFencedAsync()
    {
        await fence.Lost;
        // Who has left of its own accord has no grains any more, and has yet to give its fence back: another one was
        // quicker.
        if (
            lifetime.ApplicationStopping.IsCancellationRequested
            && services.GetRequiredService<ISiloStatusOracle>().CurrentStatus == SiloStatus.Dead
        )
            return;
        End(ExitCode, "Another silo removed the fence of this one, and may have its grains.");
    }

    private void End(int code, string reason)
    {
        Environment.ExitCode = code;
        var line = reason.ReplaceLineEndings(" ");
        LogEnds(logger, line);
        // What is logged is written behind the caller's back; here it is waited for.
        logs.Dispose();
        Environment.Exit(code);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "This silo ends: {Reason}")]
    private static partial void LogEnds(ILogger logger, string reason);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "A part of Orleans failed while this silo could not start, or stops: {Context}"
    )]
    private static partial void LogFellWithIt(ILogger logger, Exception? exception, string? context);
}
