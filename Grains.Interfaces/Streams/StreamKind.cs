using Academy.Identifiers;
using Orleans;

namespace Academy.Streams;

/// <summary>A kind of stream that can be watched. The slice that owns the streams registers it.</summary>
/// <param name="Name">What the names of its streams begin with: <c>room</c> of <c>room:{id}</c>.</param>
/// <param name="Owner">The grain of this key, which owns a stream of the kind.</param>
public sealed record StreamKind(string Name, Func<IGrainFactory, string, IAddressable> Owner)
{
    /// <summary>Whether a stream of the kind can have this id; by default a UUID.</summary>
    public Func<string, bool> IsId { get; init; } = static id => CanonicalId.Is(id);

    /// <summary>Whether its streams belong to the platform instead of to an organization.</summary>
    public bool IsOfPlatform { get; init; }

    /// <summary>
    /// Whether each message is the whole view, so that a later one may take the place of an earlier one.
    /// </summary>
    public bool IsVersionedView { get; init; }

    /// <summary>Whether the owner is told who watches (<see cref="IAttendedStream"/>).</summary>
    public bool IsAttended { get; init; }

    /// <summary>
    /// Whether something that lasts is told by signals only (<see cref="ISignalledStream"/>): whoever subscribes is
    /// signalled the latest.
    /// </summary>
    public bool IsSignalled { get; init; }
}
