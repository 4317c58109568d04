using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Academy.Api.Problems;
using Academy.Commands;

namespace Academy.Api.Requests;

/// <summary>The <c>Idempotency-Key</c> header, with the hash of the request that it came with.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    private const int HashBytes = 16;

    /// <summary>The key, or null when none was sent; false when it is not acceptable.</summary>
    public static bool TryRead(HttpRequest request, ReadOnlySpan<byte> body, out CommandKey? key)
    {
        key = null;
        var header = request.Headers[Header];
        if (header.Count == 0)
            return true;
        if (header is not [{ } id] || !IsAcceptable(id))
            return false;
        key = new CommandKey(id, HashOf(request, body));
        return true;
    }

    public static Problem Unacceptable { get; } =
        ApiProblems.Validation.Problem(
            errors: new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                [Header] = [$"It must have 1 to {CommandKey.LengthMax} visible ASCII characters."],
            }
        );

    /// <summary>Whether a client may call a command so: wherever the id of a command comes from.</summary>
    public static bool IsAcceptable(string id)
    {
        if (id.Length is 0 or > CommandKey.LengthMax)
            return false;
        foreach (var c in id)
        {
            if (c is < '!' or > '~')
                return false;
        }
        return true;
    }

    private static string HashOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var path = request.Path.Value ?? "";
        Span<byte> text = stackalloc byte[512];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, text, request.Method);
        Append(hash, text, path);
        hash.AppendData(body);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Base64Url.EncodeToString(digest[..HashBytes]);
    }

    private static void Append(IncrementalHash hash, Span<byte> scratch, string part)
    {
        // Parts end with a zero byte, which none of them contains, so that no two requests run together into one.
        var needed = Encoding.UTF8.GetMaxByteCount(part.Length) + 1;
        var bytes = needed <= scratch.Length ? scratch : new byte[needed];
        var length = Encoding.UTF8.GetBytes(part, bytes);
        bytes[length] = 0;
        hash.AppendData(bytes[..(length + 1)]);
    }
}
