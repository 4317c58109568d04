using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Streams;

namespace Academy.Api.Streams;

/// <summary>
/// Messages of a stream, and the position behind the last of them: the stream's end when they were read.
/// </summary>
internal sealed record StreamPart(string Stream, StreamCursor Next, IReadOnlyList<StreamItem> Items)
{
    public string NextOffset => StreamOffset.Of(Next);

    /// <summary>
    /// What the owner's answer has behind the offset; null when the offset is gone: what follows it cannot be told
    /// event by event.
    /// </summary>
    public static StreamPart? Of(StreamName name, StreamKind kind, StreamOffset offset, JoinAnswer answer)
    {
        var (stream, head) = (name.ToString(), new StreamCursor(answer.Epoch, answer.Seq));
        if (offset.IsNow || offset.Position == head)
            return new(stream, head, []);
        if (answer.Verdict == StreamVerdict.Resumed)
            return new(stream, head, StreamItem.Of(stream, answer.Epoch, answer.Messages));
        // Of a versioned view the latest is all there is.
        return offset.Position is null || kind.IsVersionedView
            ? new(stream, head, [StreamItem.Snapshot(stream, head, answer.Snapshot ?? StreamMessage.NoData)])
            : null;
    }

    /// <summary>The messages that follow this part; none: the same end.</summary>
    public StreamPart Following(IReadOnlyList<StreamMessage> messages) =>
        new(
            Stream,
            messages is [.., var last] ? Next with { Seq = last.Seq } : Next,
            StreamItem.Of(Stream, Next.Epoch, messages)
        );
}

/// <summary>
/// A message as it is sent: an event as on the hub, or the snapshot that a stream begins with, which happened at no
/// time.
/// </summary>
/// <param name="Data">JSON.</param>
internal sealed record StreamItem(
    string Stream,
    string Epoch,
    long Seq,
    string Type,
    DateTimeOffset? At,
    [property: JsonConverter(typeof(JsonAsItIs))] ReadOnlyMemory<byte> Data
)
{
    private const string SnapshotType = "snapshot";

    public static StreamItem Snapshot(string stream, StreamCursor at, ReadOnlyMemory<byte> data) =>
        new(stream, at.Epoch, at.Seq, SnapshotType, At: null, data);

    public static StreamItem[] Of(string stream, string epoch, IReadOnlyList<StreamMessage> messages) =>
        [
            .. messages.Select(message => new StreamItem(
                stream,
                epoch,
                message.Seq,
                message.Type,
                message.At,
                message.Data
            )),
        ];
}

/// <summary>JSON that its owner encoded.</summary>
internal sealed class JsonAsItIs : JsonConverter<ReadOnlyMemory<byte>>
{
    public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Span, skipInputValidation: true);

    public override ReadOnlyMemory<byte> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => throw new NotSupportedException("Messages are written only.");
}
