using Microsoft.Extensions.Logging;

namespace Academy.Journal.Writing;

/// <summary>What the writers of a process share.</summary>
/// <param name="Connected">Called with the epoch of every new connection.</param>
internal sealed record WriterDependencies(
    IJournalDatabase Database,
    JournalOptions Options,
    OwnFence Fence,
    TimeProvider Time,
    TaskScheduler Scheduler,
    JournalMetrics Metrics,
    ILogger Logger,
    Action<string> Connected
);
