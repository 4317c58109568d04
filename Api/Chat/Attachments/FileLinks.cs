using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Academy.Chat.Attachments;

namespace Academy.Api.Chat.Attachments;

/// <summary>
/// Signed links to files that a browser can follow without a token. A link has the file's id and its expiry. Whoever
/// has it can read the file until then, so it expires soon.
/// </summary>
internal sealed class FileLinks(byte[] key, TimeProvider clock)
{
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromMinutes(5);

    private const int SignatureLength = 43; // 32 bytes in Base64Url.

    public (string Url, DateTimeOffset Expires) Of(AttachmentId file)
    {
        // In whole minutes: who asks again soon gets the same link, and the file from the browser's cache.
        var ends = (clock.GetUtcNow() + LifetimeMax).ToUnixTimeSeconds() / 60 * 60;
        return (
            $"/api/v1/files/{file}?expires={ends}&signature={Signature(file, ends)}",
            DateTimeOffset.FromUnixTimeSeconds(ends)
        );
    }

    /// <summary>A link to one of a picture's sizes: good for as long, and for whoever may have the picture.</summary>
    public static string OfSize(string url, int edge) => $"{url}&size={edge}";

    /// <summary>How long the link is still valid; null: it is not valid.</summary>
    public TimeSpan? RestOf(AttachmentId file, string? expires, string? signature)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        // Compared before it is subtracted from: a stranger may write any number.
        if (
            !long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var ends)
            || ends <= now
            || ends > now + (long)LifetimeMax.TotalSeconds
            || signature is not { Length: SignatureLength }
            || !IsSame(signature, Signature(file, ends))
        )
            return null;
        return TimeSpan.FromSeconds(ends - now);
    }

    private string Signature(AttachmentId file, long ends)
    {
        Span<byte> text = stackalloc byte[16 + sizeof(long)];
        file.Value.TryWriteBytes(text, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(text[16..], ends);
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, text));
    }

    private static bool IsSame(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(one.AsSpan()),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(other.AsSpan())
        );
}
