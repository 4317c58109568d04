using Academy.Commands;

namespace Academy.Operations;

/// <summary>
/// What a request from outside led to, on whichever streams. For admins who run the platform only: a trace knows no
/// organizations.
/// </summary>
public interface ITraceAdminQueries
{
    /// <summary>
    /// The events that belong to a trace, in the order in which they were written. That somebody looked is logged.
    /// </summary>
    /// <param name="caller">Who looks.</param>
    /// <param name="trace">The <c>traceId</c> of a problem, as a number of 128 bits.</param>
    /// <param name="page">Which of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<TracedEvent>> Events(Caller caller, Guid trace, PageRequest page, CancellationToken cancellationToken);
}

/// <summary>An event without its content.</summary>
/// <param name="Stream">As the journal names it.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="Command">The id of the command that caused it.</param>
/// <param name="Cause">The event that led to it, where no command of a client did.</param>
/// <param name="Grain">Where its stream is looked at.</param>
public sealed record TracedEvent(
    string Stream,
    long Seq,
    string Type,
    DateTimeOffset At,
    string Actor,
    string? Command,
    EventPlace? Cause,
    GrainPlace? Grain
);

public sealed record EventPlace(string Stream, long Seq);

/// <summary>What <see cref="IClusterAdminQueries.Grain"/> takes.</summary>
public sealed record GrainPlace(string Type, string Organization, string Name);
