using Academy.Journal.Projections;
using Microsoft.Extensions.Logging;

namespace Academy.Journal.Writing;

/// <summary>What the lanes of a process have in common.</summary>
/// <param name="Connected">Told the epoch of every connection that is made.</param>
internal sealed record LaneParts(
    string ConnectionString,
    JournalOptions Options,
    FenceState Fence,
    ProjectionSet Projections,
    TimeProvider Time,
    JournalMetrics Metrics,
    ILogger Logger,
    Action<string> Connected);
