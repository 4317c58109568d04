using System.Security.Cryptography;

namespace Academy.Vault;

/// <summary>AES-256-GCM with a random nonce. The result is nonce, cipher text and tag.</summary>
internal static class Sealing
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound)
    {
        var box = new byte[Nonce + plain.Length + Tag];
        RandomNumberGenerator.Fill(box.AsSpan(0, Nonce));
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(
            box.AsSpan(0, Nonce),
            plain,
            box.AsSpan(Nonce, plain.Length),
            box.AsSpan(Nonce + plain.Length),
            bound
        );
        return box;
    }

    /// <exception cref="CryptographicException">Not sealed with this key, or changed since.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> bound)
    {
        if (box.Length < Nonce + Tag)
            throw new CryptographicException("Too short to be sealed.");
        var plain = new byte[box.Length - Nonce - Tag];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box[..Nonce], box[Nonce..^Tag], box[^Tag..], plain, bound);
        return plain;
    }
}
