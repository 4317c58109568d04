using System.Collections.Frozen;

namespace Academy.Streams;

/// <summary>Every event type of the house, by name and by class. What is not in here cannot be written.</summary>
public sealed class EventCatalog
{
    private readonly FrozenDictionary<string, EventType> byName;
    private readonly FrozenDictionary<Type, EventType> byBody;

    public EventCatalog(IEnumerable<EventType> types)
    {
        Types = [.. types.OrderBy(t => t.Name, StringComparer.Ordinal)];
        byName = Types.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        byBody = Types.ToFrozenDictionary(t => t.Body);
    }

    public IReadOnlyList<EventType> Types { get; }

    public EventType Of(object body) =>
        byBody.GetValueOrDefault(body.GetType())
        ?? throw new InvalidOperationException(
            $"{body.GetType().Name} is no event type: declare it in its slice's …Events."
        );

    public EventType Named(string name) =>
        byName.GetValueOrDefault(name)
        ?? throw new NotSupportedException(
            $"The journal has events of type '{name}', which this release does not know."
        );
}
