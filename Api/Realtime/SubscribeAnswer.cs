using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>The answer of <c>Subscribe</c>, as the wire contract has it.</summary>
/// <param name="Subscription">What it answers; null when there is none to tell.</param>
[JsonConverter(typeof(SubscribeAnswerConverter))]
internal sealed record SubscribeAnswer(string Stream, JoinAnswer Answer, Subscription? Subscription)
{
    public static SubscribeAnswer Refused(string stream, string reason) =>
        new(stream, JoinAnswer.Refused(reason), Subscription: null);
}

/// <summary>
/// Writes the owner's answer; snapshot and events are JSON already. What waits for the answer may follow it.
/// </summary>
internal sealed class SubscribeAnswerConverter : JsonConverter<SubscribeAnswer>
{
    public override void Write(Utf8JsonWriter writer, SubscribeAnswer value, JsonSerializerOptions options)
    {
        var answer = value.Answer;
        writer.WriteStartObject();
        writer.WriteString("stream"u8, value.Stream);
        writer.WriteString("epoch"u8, answer.Epoch);
        writer.WriteNumber("seq"u8, answer.Seq);
        switch (answer.Verdict)
        {
            case StreamVerdict.Resumed:
                writer.WriteString("verdict"u8, "resumed"u8);
                writer.WriteStartArray("events"u8);
                foreach (var message in answer.Messages)
                    Frame.WriteEvent(writer, value.Stream, answer.Epoch, message);
                writer.WriteEndArray();
                break;
            case StreamVerdict.Snapshot:
                writer.WriteString("verdict"u8, "snapshot"u8);
                writer.WritePropertyName("snapshot"u8);
                writer.WriteRawValue((answer.Snapshot ?? StreamMessage.NoData).Span, skipInputValidation: true);
                break;
            case StreamVerdict.Refused:
                writer.WriteString("verdict"u8, "refused"u8);
                writer.WriteString("reason"u8, answer.Reason);
                break;
        }
        writer.WriteEndObject();
        // SignalR writes under the connection's write lock, so what is queued from here on comes after the answer.
        if (answer.Verdict != StreamVerdict.Refused && value.Subscription is { } subscription)
            subscription.Socket.Told(subscription);
    }

    public override SubscribeAnswer Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => throw new NotSupportedException("Answers are written only.");
}
