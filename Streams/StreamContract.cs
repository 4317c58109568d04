using System.Text.Json.Serialization.Metadata;

namespace Academy.Streams;

/// <summary>
/// What those who watch a kind of stream are sent, by type: the catalogue from which <c>docs/events.schema.json</c> is
/// written, and the client's types from that.
/// </summary>
/// <param name="Kind">What the streams' names begin with.</param>
/// <param name="Snapshot">The parts of a snapshot by their names; a snapshot that is one thing is one part without a
/// name (<see cref="Whole"/>).</param>
/// <param name="Messages">What comes with a number: events, or the versions of a view.</param>
public sealed record StreamContract(string Kind, IReadOnlyList<WireForm> Snapshot, IReadOnlyList<WireForm> Messages)
{
    /// <summary>The name of a snapshot's only part.</summary>
    public const string Whole = "";

    /// <summary>What comes without.</summary>
    public IReadOnlyList<WireForm> Signals { get; init; } = [];

    /// <summary>One contract per kind, by name: the parts of a kind in the order in which they were given.</summary>
    public static IReadOnlyList<StreamContract> Merge(IEnumerable<StreamContract> contracts) =>
        [
            .. contracts
                .GroupBy(contract => contract.Kind, StringComparer.Ordinal)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => new StreamContract(
                    kind.Key,
                    [.. kind.SelectMany(part => part.Snapshot)],
                    [.. kind.SelectMany(part => part.Messages)]
                )
                {
                    Signals = [.. kind.SelectMany(part => part.Signals)],
                }),
        ];
}

/// <summary>A type of what is sent, and its shape.</summary>
public sealed record WireForm(string Name, JsonTypeInfo Shape)
{
    /// <summary>Those of the types that are sent.</summary>
    public static IReadOnlyList<WireForm> Of(IEnumerable<EventType> types) =>
        [.. types.Where(type => type.Wire is not null).Select(type => new WireForm(type.Name, type.Wire!))];
}
