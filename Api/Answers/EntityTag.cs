using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Academy.Api.Answers;

/// <summary>Entity tags of answers. They are weak, since compression changes the bytes but not what they say.</summary>
internal static class EntityTag
{
    private const int HashBytes = 12;

    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"W/\"{Base64Url.EncodeToString(hash[..HashBytes])}\"";
    }

    /// <summary>Whether an <c>If-None-Match</c> names the tag (weak comparison, RFC 9110 §8.8.3.2).</summary>
    public static bool Matches(StringValues ifNoneMatch, string tag)
    {
        foreach (var line in ifNoneMatch)
        {
            foreach (var candidate in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (candidate == "*" || OpaqueOf(candidate).SequenceEqual(OpaqueOf(tag)))
                    return true;
            }
        }
        return false;
    }

    private static ReadOnlySpan<char> OpaqueOf(string tag) =>
        tag.StartsWith("W/", StringComparison.Ordinal) ? tag.AsSpan(2) : tag;
}
