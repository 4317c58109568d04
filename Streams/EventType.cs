using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;

namespace Academy.Streams;

/// <summary>
/// An event type: its name in the journal and on the wire, the version of its stored shape with the upcasters from
/// earlier ones, and its wire form. What is stored is not what is sent: a type says how it is sent, or why it is not.
/// </summary>
public abstract class EventType
{
    private readonly Dictionary<int, Func<JsonObject, JsonObject>> upcasters = [];

    private protected EventType(string name, int version, Type body) => (Name, Version, Body) = (name, version, body);

    public string Name { get; }

    public int Version { get; }

    public Type Body { get; }

    /// <summary>Why the type has no wire form; null when it has one.</summary>
    public abstract string? NotSentBecause { get; }

    /// <summary>The stored form is the wire form, for every audience.</summary>
    public abstract bool IsSentAsStored { get; }

    /// <summary>The shape of its wire form; null when it has none.</summary>
    public abstract JsonTypeInfo? Wire { get; }

    /// <summary>The stored form, UTF-8 JSON.</summary>
    public abstract byte[] Store(object body);

    /// <summary>The form in which an audience sees it, or null when it may not.</summary>
    public abstract byte[]? Send(object body, WireContext context);

    /// <summary>
    /// Who may not see the stream any more because of this event: it is the last one that they get. Null: nobody.
    /// </summary>
    public abstract IReadOnlyList<UserId>? EndsOf(object body);

    public object Load(int version, ReadOnlyMemory<byte> data)
    {
        if (version == Version)
            return Read(data.Span);
        if (version > Version)
            throw new NotSupportedException(
                $"{Name} v{version} was written by a newer release; this one reads up to v{Version}."
            );
        var json = JsonNode.Parse(data.Span)!.AsObject();
        for (; version < Version; version++)
        {
            json = upcasters.TryGetValue(version, out var upcast)
                ? upcast(json)
                : throw new NotSupportedException($"{Name} has no upcaster from v{version}.");
        }
        return Read(JsonSerializer.SerializeToUtf8Bytes(json));
    }

    private protected abstract object Read(ReadOnlySpan<byte> data);

    private protected void AddUpcaster(int from, Func<JsonObject, JsonObject> upcast) => upcasters.Add(from, upcast);

    /// <summary>Starts the declaration of a type.</summary>
    public static EventType<TEvent> Of<TEvent>(string name, int version, JsonTypeInfo<TEvent> json)
        where TEvent : class => new(name, version, json);
}

/// <inheritdoc/>
public sealed class EventType<TEvent> : EventType
    where TEvent : class
{
    private readonly JsonTypeInfo<TEvent> json;
    private Func<TEvent, WireContext, byte[]?>? send;
    private Func<TEvent, IReadOnlyList<UserId>?>? ends;
    private string? notSentBecause = "nobody said how";
    private JsonTypeInfo? wire;
    private bool isSentAsStored;

    internal EventType(string name, int version, JsonTypeInfo<TEvent> json)
        : base(name, version, typeof(TEvent)) => this.json = json;

    public override string? NotSentBecause => send is null ? notSentBecause : null;

    public override bool IsSentAsStored => isSentAsStored;

    public override JsonTypeInfo? Wire => wire;

    /// <summary>Sent as it is stored.</summary>
    public EventType<TEvent> SentAsStored()
    {
        (wire, send, isSentAsStored) = (json, (body, _) => Store(body), true);
        return this;
    }

    /// <summary>Sent in a form of its own; null hides it from that audience.</summary>
    public EventType<TEvent> SentAs<TWire>(Func<TEvent, WireContext, TWire?> form, JsonTypeInfo<TWire> wire)
        where TWire : class
    {
        this.wire = wire;
        send = (body, context) =>
            form(body, context) is { } sent ? JsonSerializer.SerializeToUtf8Bytes(sent, wire) : null;
        return this;
    }

    /// <summary>Never sent; clients see its bare number.</summary>
    public EventType<TEvent> NotSent(string because)
    {
        notSentBecause = because;
        return this;
    }

    /// <summary>
    /// Ends the subscriptions of these people; whether the event is live, sent again or found out when a watch is
    /// renewed.
    /// </summary>
    public EventType<TEvent> Ends(Func<TEvent, IReadOnlyList<UserId>?> whom)
    {
        ends = whom;
        return this;
    }

    /// <summary>Reads events that were stored with an earlier version.</summary>
    public EventType<TEvent> UpcastFrom(int version, Func<JsonObject, JsonObject> upcast)
    {
        AddUpcaster(version, upcast);
        return this;
    }

    public override byte[] Store(object body) => JsonSerializer.SerializeToUtf8Bytes((TEvent)body, json);

    public override byte[]? Send(object body, WireContext context) => send?.Invoke((TEvent)body, context);

    public override IReadOnlyList<UserId>? EndsOf(object body) => ends?.Invoke((TEvent)body);

    private protected override object Read(ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize(data, json) ?? throw new JsonException($"{Name} is null.");
}
