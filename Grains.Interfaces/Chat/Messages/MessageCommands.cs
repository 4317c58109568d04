using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Academy.Accounts;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;

namespace Academy.Chat.Messages;

[GenerateSerializer, Immutable, Alias("chat.post-message")]
public sealed record PostMessage(
    [property: Id(0)] string Body,
    [property: Id(1)] MessageId? ReplyTo,
    [property: Id(2)] IReadOnlyList<AttachmentId> AttachmentIds,
    [property: Id(3)] IReadOnlyList<UserId> Mentions
)
{
    /// <summary>
    /// The request's hash for its <c>CommandKey</c>. It is the same over the hub and over REST, so that a command id
    /// sent over both is one message.
    /// </summary>
    public string HashOf(RoomId room)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        Add(hash, room.Value);
        var body = Encoding.UTF8.GetBytes(Body.Trim());
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        hash.AppendData(length);
        hash.AppendData(body);
        Add(hash, ReplyTo?.Value ?? Guid.Empty);
        BinaryPrimitives.WriteInt32BigEndian(length, AttachmentIds.Count);
        hash.AppendData(length);
        foreach (var attachment in AttachmentIds)
            Add(hash, attachment.Value);
        foreach (var mention in Mentions)
            Add(hash, mention.Value);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    private static void Add(IncrementalHash hash, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        hash.AppendData(bytes);
    }
}

/// <param name="Mentions">People to notify besides those whom the text names; null: those of before stay.</param>
[GenerateSerializer, Immutable, Alias("chat.edit-message")]
public sealed record EditMessage(
    [property: Id(0)] MessageId Id,
    [property: Id(1)] string Body,
    [property: Id(2)] IReadOnlyList<UserId>? Mentions = null
);

[GenerateSerializer, Immutable, Alias("chat.delete-message")]
public sealed record DeleteMessage([property: Id(0)] MessageId Id);

[GenerateSerializer, Immutable, Alias("chat.react")]
public sealed record React([property: Id(0)] MessageId Id, [property: Id(1)] string Emoji, [property: Id(2)] bool IsOn);

[GenerateSerializer, Immutable, Alias("chat.pin-message")]
public sealed record PinMessage([property: Id(0)] MessageId Id, [property: Id(1)] bool IsOn);
