using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Orleans goes on without this silo. Others may have its grains already: nothing is handed over, the process ends at once,
/// and its supervisor starts it again.
/// </summary>
internal sealed partial class DeclaredDead(ILogger<DeclaredDead> logger) : IFatalErrorHandler
{
    /// <summary>As with the own runtime: the cluster goes on without this process.</summary>
    private const int ExitCode = 3;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        LogDead(logger, context, exception?.Message);
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Orleans goes on without this silo, which ends: {Context} {Reason}")]
    private static partial void LogDead(ILogger logger, string? context, string? reason);
}
