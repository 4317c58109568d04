using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Academy.Api.Traffic;

/// <summary>Keys to count by.</summary>
internal static class RateKey
{
    public static UInt128 Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    /// <summary>Of a text, so that keys have one size however long it is.</summary>
    public static UInt128 Of(string text) => BinaryPrimitives.ReadUInt128BigEndian(Digest(text));

    /// <summary>Of a text and a key, such as an account and an address.</summary>
    public static UInt128 Of(string text, UInt128 key)
    {
        Span<byte> both = stackalloc byte[SHA256.HashSizeInBytes + 16];
        Digest(text).CopyTo(both);
        BinaryPrimitives.WriteUInt128BigEndian(both[SHA256.HashSizeInBytes..], key);
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(both));
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
