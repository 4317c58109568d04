using System.Globalization;
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
        var organization = SignedToken.PartOf(claim.Organization);
        var said = $"{organization}.{claim.User.Value:N}.{claim.Session.Value:N}.{claim.Generation}";
        return SignedToken.Of(said, keys.RefreshTokens);
    }

    public bool TryRead(string token, out RefreshClaim claim)
    {
        claim = default;
        var parts = token.Split('.', 6);
        if (
            token.Length > AccountLimits.RefreshTokenMax
            || parts.Length != 5
            || !SignedToken.TryReadOrganization(parts[0], out var organization)
            || !Guid.TryParseExact(parts[1], "N", out var user)
            || !Guid.TryParseExact(parts[2], "N", out var session)
            || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
        )
            return false;
        var said = new RefreshClaim(organization, new UserId(user), new SessionId(session), generation);
        if (!SignedToken.IsSame(token, Of(said)))
            return false;
        claim = said;
        return true;
    }
}
