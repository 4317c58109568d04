using Academy.Journal.Projections;

namespace Academy.Streams;

/// <summary>Lets the journal rebuild projections from events of every version.</summary>
public sealed class EventDecoder(EventCatalog events) : IEventDecoder
{
    public object Decode(string type, int version, ReadOnlyMemory<byte> data) => events.Named(type).Load(version, data);
}
