using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Academy.Accounts;

namespace Academy.Grains.Accounts;

/// <summary>Tokens that follow from what they say and a key, so that none is stored: <c>said.mac</c>.</summary>
internal static class SignedToken
{
    /// <param name="said">Parts in ASCII, with dots between them.</param>
    /// <param name="key">The key of this kind of token.</param>
    public static string Of(string said, byte[] key) =>
        $"{said}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(said)))}";

    /// <summary>Compares without telling by its time how much is right.</summary>
    public static bool IsSame(string token, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(right));

    /// <summary>The organization as a part of a token.</summary>
    public static string PartOf(OrganizationId organization) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(organization.Value));

    public static bool TryReadOrganization(string part, out OrganizationId organization)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        var isWhole = Base64Url.DecodeFromChars(part, bytes, out _, out var length) == OperationStatus.Done;
        organization = isWhole ? new(Encoding.UTF8.GetString(bytes, 0, length)) : default;
        return isWhole;
    }
}
