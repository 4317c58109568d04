namespace Academy.Journal.Projections;

/// <summary>Read models that are written in the same transaction as the events they come from.</summary>
public interface IProjection
{
    /// <summary>The tables that only this projection writes. A rebuild truncates and refills them.</summary>
    IReadOnlyList<string> Tables { get; }

    void Define(ProjectionBuilder projection);
}

/// <summary>Turns a recorded event back into its object, for rebuilding.</summary>
public interface IEventDecoder
{
    object Decode(string type, int version, ReadOnlyMemory<byte> data);
}

/// <summary>One event as a projection sees it.</summary>
/// <param name="Opened">The sealed texts of the event in clear text, during an append. A rebuild asks the
/// vault.</param>
public readonly record struct Projected<TEvent>(
    string Stream,
    long Seq,
    TEvent Event,
    string Actor,
    DateTimeOffset At,
    object? Opened = null
);
