namespace Academy.Streams;

/// <summary>
/// The core of a stream that several slices share: each has a core of its own in it, which takes what is its own.
/// </summary>
public interface ISlicedCore : ICore
{
    /// <summary>Those that react to what another one decides, in the order in which they are asked.</summary>
    IReadOnlyList<IReacting> Reacting { get; }
}

/// <summary>
/// A slice's core that adds to what another one has decided, in the same append; it knows the other's events, not its
/// core.
/// </summary>
public interface IReacting
{
    /// <param name="events">What was decided, with what those before have added; the first gets the number after
    /// <paramref name="moment"/>'s head.</param>
    /// <param name="moment">When.</param>
    Reacted React(IReadOnlyList<object> events, Moment moment);
}
