using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Academy.Identifiers;

/// <summary>
/// Ids of things that must meet themselves when they are made twice: the same parts always give the same UUID
/// (version 8, from SHA-256).
/// </summary>
public static class DerivedId
{
    /// <summary>
    /// The one record of <paramref name="part"/> within <paramref name="whole"/>, e.g. a module in an enrollment.
    /// </summary>
    public static Guid Of(string kind, Guid whole, Guid part)
    {
        Span<byte> bytes = stackalloc byte[32];
        whole.TryWriteBytes(bytes, bigEndian: true, out _);
        part.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        return Hash(kind, bytes);
    }

    /// <summary>
    /// What a caller creates under a key of their own, so that a repeated create meets the first one.
    /// </summary>
    public static Guid Of(string kind, Guid caller, string key)
    {
        var text = Encoding.UTF8.GetBytes(key);
        var bytes = new byte[16 + text.Length];
        caller.TryWriteBytes(bytes, bigEndian: true, out _);
        text.CopyTo(bytes, 16);
        return Hash(kind, bytes);
    }

    private static Guid Hash(string kind, ReadOnlySpan<byte> parts)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        var name = Encoding.UTF8.GetBytes(kind);
        BinaryPrimitives.WriteInt32BigEndian(length, name.Length);
        hash.AppendData(length);
        hash.AppendData(name);
        hash.AppendData(parts);
        hash.GetHashAndReset(digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
