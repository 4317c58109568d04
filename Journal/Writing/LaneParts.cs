using Microsoft.Extensions.Logging;

namespace Academy.Journal.Writing;

/// <summary>What the lanes of a process have in common.</summary>
/// <param name="Connected">Told the epoch of every connection that is made.</param>
internal sealed record LaneParts(
    IJournalDatabase Database,
    JournalOptions Options,
    FenceState Fence,
    TimeProvider Time,
    TaskScheduler Scheduler,
    JournalMetrics Metrics,
    ILogger Logger,
    Action<string> Connected
);
