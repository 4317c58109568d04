using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Academy.Streams;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Academy.Api.Realtime;

/// <summary>
/// Bytes of SignalR's JSON protocol, made once and written to every connection that they concern. A frame may hold
/// several messages of the protocol (each ends with 0x1E), so that a commit of several events is one write.
/// </summary>
internal sealed class Frame
{
    private const byte RecordSeparator = 0x1E;
    private const byte FinalText = 0x81;
    private static readonly UtcTimeConverter Time = new();

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    [ThreadStatic]
    private static Utf8JsonWriter? json;

    private Frame(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> framed = default) =>
        (Length, Framed, Message) = (
            bytes.Length,
            framed,
            new SerializedHubMessage([new SerializedMessage("json", bytes)])
        );

    public SerializedHubMessage Message { get; }

    /// <summary>
    /// The same as a frame of RFC 6455, for <see cref="HubWire"/>; empty for what takes the usual way.
    /// </summary>
    public ReadOnlyMemory<byte> Framed { get; }

    public int Length { get; }

    /// <summary>Any message of the protocol, for what is not sent often.</summary>
    public static Frame Of(HubMessage message, IHubProtocol protocol) =>
        new(protocol.GetMessageBytes(message).ToArray());

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
        return InWebSocketFrame(buffer.WrittenSpan);
    }

    /// <summary><c>Signal</c>: what matters only now.</summary>
    public static Frame OfSignal(string stream, StreamSignal signal)
    {
        var (buffer, writer) = Scratch();
        Begin(writer, "Signal"u8);
        writer.WriteStartObject();
        writer.WriteString("stream"u8, stream);
        writer.WriteString("type"u8, signal.Type);
        writer.WritePropertyName("at"u8);
        Time.Write(writer, signal.At, JsonSerializerOptions.Default);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(signal.Data.Span, skipInputValidation: true);
        writer.WriteEndObject();
        End(buffer, writer);
        return InWebSocketFrame(buffer.WrittenSpan);
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

    /// <summary>Servers do not mask, so that the same bytes are good for everybody.</summary>
    private static Frame InWebSocketFrame(ReadOnlySpan<byte> payload)
    {
        var header = payload.Length switch
        {
            < 126 => 2,
            <= ushort.MaxValue => 4,
            _ => 10,
        };
        var framed = new byte[header + payload.Length];
        framed[0] = FinalText;
        switch (header)
        {
            case 2:
                framed[1] = (byte)payload.Length;
                break;
            case 4:
                framed[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(framed.AsSpan(2), (ushort)payload.Length);
                break;
            default:
                framed[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(framed.AsSpan(2), (ulong)payload.Length);
                break;
        }
        payload.CopyTo(framed.AsSpan(header));
        return new(framed.AsMemory(header), framed);
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
