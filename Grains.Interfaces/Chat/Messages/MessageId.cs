using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Academy.Chat.Rooms;
using Academy.Identifiers;

namespace Academy.Chat.Messages;

/// <summary>
/// A message: its number on the room's stream, bound to the room, so that it is found by <c>(room, seq)</c> and needs
/// no index. A UUID of version 8: 48 bits of number, then bits of the room's hash.
/// </summary>
[GenerateSerializer, Immutable, Alias("chat.message-id"), JsonConverter(typeof(IdConverter<MessageId>))]
public readonly record struct MessageId([property: Id(0)] Guid Value) : IId<MessageId>
{
    private const int SeqBytes = 6;

    public static MessageId Of(Guid value) => new(value);

    public static MessageId Of(RoomId room, long seq)
    {
        Span<byte> id = stackalloc byte[16];
        Write(room, seq, id);
        return new(new Guid(id, bigEndian: true));
    }

    /// <summary>The message's number, if the message belongs to this room.</summary>
    public bool TryGetSeq(RoomId room, out long seq)
    {
        Span<byte> own = stackalloc byte[16];
        Span<byte> expected = stackalloc byte[16];
        Value.TryWriteBytes(own, bigEndian: true, out _);
        seq = BinaryPrimitives.ReadInt64BigEndian(own) >> 16;
        if (seq <= 0)
            return false;
        Write(room, seq, expected);
        return own.SequenceEqual(expected);
    }

    public override string ToString() => Value.ToString("D");

    private static void Write(RoomId room, long seq, Span<byte> id)
    {
        Span<byte> key = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        room.Value.TryWriteBytes(key, bigEndian: true, out _);
        SHA256.HashData(key, hash);
        hash[..id.Length].CopyTo(id);
        for (var i = 0; i < SeqBytes; i++)
            id[i] = (byte)(seq >> (8 * (SeqBytes - 1 - i)));
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
    }
}
