using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Academy.Grains.Chat.Attachments;

/// <summary>
/// Encrypts the chunks of one file with AES-256-GCM and a key of its own. A chunk's number is its nonce, and the upload
/// is authenticated with it, so a chunk cannot be moved within the file or to another.
/// </summary>
internal sealed class FileCipher(Guid upload, byte[] key) : IDisposable
{
    public const int KeyBytes = 32;

    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    private readonly AesGcm aes = new(key, TagBytes);
    private readonly byte[] bound = upload.ToByteArray();

    public byte[] Seal(int number, ReadOnlySpan<byte> plain)
    {
        var box = new byte[plain.Length + TagBytes];
        aes.Encrypt(Nonce(number), plain, box.AsSpan(0, plain.Length), box.AsSpan(plain.Length), bound);
        return box;
    }

    /// <exception cref="CryptographicException">The box is not this chunk of this file.</exception>
    public byte[] Open(int number, ReadOnlySpan<byte> box)
    {
        if (box.Length < TagBytes)
            throw new CryptographicException("The chunk is too short to be one.");
        var plain = new byte[box.Length - TagBytes];
        aes.Decrypt(Nonce(number), box[..plain.Length], box[plain.Length..], plain, bound);
        return plain;
    }

    public void Dispose() => aes.Dispose();

    private static byte[] Nonce(int number)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt32BigEndian(nonce, number);
        return nonce;
    }
}
