using System.Buffers;
using System.Text.Json;
using Academy.Streams;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Academy.Api.Realtime;

/// <summary>
/// Bytes of SignalR's JSON protocol, made once and written to every connection that they concern. A frame may hold several
/// messages of the protocol (each ends with 0x1E), so that a commit of several events is one write.
/// </summary>
internal sealed class Frame
{
    private const byte RecordSeparator = 0x1E;
    private static readonly UtcTimeConverter Time = new();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    [ThreadStatic]
    private static Utf8JsonWriter? json;

    private Frame(byte[] bytes) =>
        (Length, Message) = (bytes.Length, new SerializedHubMessage([new SerializedMessage("json", bytes)]));

    public SerializedHubMessage Message { get; }

    public int Length { get; }

    /// <summary>Any message of the protocol, for what is not sent often.</summary>
    public static Frame Of(HubMessage message, IHubProtocol protocol) => new(protocol.GetMessageBytes(message).ToArray());

    /// <summary><c>Event</c> for each of the messages.</summary>
    public static Frame OfEvents(string stream, string epoch, ReadOnlySpan<StreamMessage> messages)
    {
        var (buffer, writer) = Scratch();
        foreach (var message in messages)
        {
            Begin(writer, "Event"u8);
            WriteEvent(writer, stream, epoch, message);
            End(buffer, writer);
        }
        return new(buffer.WrittenSpan.ToArray());
    }

    /// <summary><c>Ended</c>: the server ended the subscription.</summary>
    public static Frame OfEnded(string stream, string reason)
    {
        var (buffer, writer) = Scratch();
        Begin(writer, "Ended"u8);
        writer.WriteStartObject();
        writer.WriteString("stream"u8, stream);
        writer.WriteString("reason"u8, reason);
        writer.WriteEndObject();
        End(buffer, writer);
        return new(buffer.WrittenSpan.ToArray());
    }

    /// <summary>SignalR's close message: the connection is over, and why.</summary>
    public static Frame OfClose(string reason, bool mayReconnect)
    {
        var (buffer, writer) = Scratch();
        writer.WriteStartObject();
        writer.WriteNumber("type"u8, HubProtocolConstants.CloseMessageType);
        writer.WriteString("error"u8, reason);
        if (mayReconnect)
            writer.WriteBoolean("allowReconnect"u8, true);
        writer.WriteEndObject();
        Separate(buffer, writer);
        return new(buffer.WrittenSpan.ToArray());
    }

    /// <summary>An event as the wire contract has it, in a push and in a <c>Subscribe</c> answer alike.</summary>
    public static void WriteEvent(Utf8JsonWriter writer, string stream, string epoch, StreamMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("stream"u8, stream);
        writer.WriteString("epoch"u8, epoch);
        writer.WriteNumber("seq"u8, message.Seq);
        writer.WriteString("type"u8, message.Type);
        writer.WritePropertyName("at"u8);
        Time.Write(writer, message.At, JsonSerializerOptions.Default);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(message.Data.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Scratch()
    {
        var buffer = scratch ??= new(4_096);
        buffer.ResetWrittenCount();
        var writer = json ??= new(buffer, new() { SkipValidation = true });
        writer.Reset(buffer);
        return (buffer, writer);
    }

    private static void Begin(Utf8JsonWriter writer, ReadOnlySpan<byte> target)
    {
        writer.WriteStartObject();
        writer.WriteNumber("type"u8, HubProtocolConstants.InvocationMessageType);
        writer.WriteString("target"u8, target);
        writer.WriteStartArray("arguments"u8);
    }

    private static void End(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
        Separate(buffer, writer);
    }

    private static void Separate(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        writer.Flush();
        buffer.GetSpan(1)[0] = RecordSeparator;
        buffer.Advance(1);
        writer.Reset(buffer);
    }
}
