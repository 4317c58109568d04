using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Academy.Accounts;

namespace Academy.Grains.Accounts;

/// <summary>What a refresh token says: the n-th of a session.</summary>
internal readonly record struct RefreshClaim(
    OrganizationId Organization,
    UserId User,
    SessionId Session,
    int Generation
);

/// <summary>
/// Refresh tokens: <c>organization.user.session.generation.mac</c>. A token follows from what it says and a key, so
/// none is stored, and the same generation is the same token however often it is asked for.
/// </summary>
internal sealed class RefreshTokens(AccountKeys keys)
{
    public string Of(RefreshClaim claim)
    {
        var organization = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claim.Organization.Value));
        var said = $"{organization}.{claim.User.Value:N}.{claim.Session.Value:N}.{claim.Generation}";
        return $"{said}.{Base64Url.EncodeToString(Mac(said))}";
    }

    public bool TryRead(string token, out RefreshClaim claim)
    {
        claim = default;
        var parts = token.Split('.', 6);
        if (
            token.Length > AccountLimits.RefreshTokenMax
            || parts.Length != 5
            || !TryDecode(parts[0], out var organization)
            || !Guid.TryParseExact(parts[1], "N", out var user)
            || !Guid.TryParseExact(parts[2], "N", out var session)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        )
            return false;
        var said = new RefreshClaim(
            new OrganizationId(organization),
            new UserId(user),
            new SessionId(session),
            generation
        );
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Of(said))))
            return false;
        claim = said;
        return true;
    }

    private static bool TryDecode(string part, out string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        var isWhole = Base64Url.DecodeFromChars(part, bytes, out _, out var length) == OperationStatus.Done;
        text = isWhole ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return isWhole;
    }

    private byte[] Mac(string said) => HMACSHA256.HashData(keys.RefreshTokens, Encoding.ASCII.GetBytes(said));
}
