using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Streams;

// The hub's words, as docs/events.schema.json has them. Delivery writes them by hand, once for all connections; tests
// hold what it writes against these.

/// <summary>The argument of <c>Event</c>: in order, without gaps, per stream.</summary>
/// <param name="Type"><c>none</c> where the viewer may not see the event: its number stays.</param>
public sealed record EventFrame(
    string Stream,
    string Epoch,
    long Seq,
    string Type,
    DateTimeOffset At,
    JsonElement Data
);

/// <summary>The argument of <c>Signal</c>: may be dropped, a later one stands for it.</summary>
public sealed record SignalFrame(string Stream, string Type, DateTimeOffset At, JsonElement Data);

/// <summary>The argument of <c>Ended</c>: the server ended the subscription.</summary>
public sealed record EndedFrame(string Stream, string Reason);

/// <summary>
/// The answer of <c>Subscribe</c>: everything up to <see cref="Seq"/> is covered by it, what follows comes as events.
/// </summary>
/// <param name="Snapshot">With <c>snapshot</c>.</param>
/// <param name="Events">With <c>resumed</c>: exactly what was missed.</param>
/// <param name="Reason">With <c>refused</c>.</param>
public sealed record SubscribedFrame(
    string Stream,
    string Epoch,
    long Seq,
    SubscribeVerdict Verdict,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Snapshot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<EventFrame>? Events,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason
);

[JsonConverter(typeof(JsonStringEnumConverter<SubscribeVerdict>))]
public enum SubscribeVerdict
{
    [JsonStringEnumMemberName("resumed")]
    Resumed,

    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    [JsonStringEnumMemberName("refused")]
    Refused,
}
