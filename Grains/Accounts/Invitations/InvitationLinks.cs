using Academy.Accounts;
using Academy.Accounts.Invitations;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>
/// Links of invitations. A token is <c>organization.invitation.mac</c>: it follows from the invitation and a key, so
/// none is stored, and a mail that is sent again has the same link.
/// </summary>
internal sealed class InvitationLinks(AccountKeys keys)
{
    /// <summary>The token is where neither servers nor proxies see it.</summary>
    public string PathOf(OrganizationId organization, Guid invitation) =>
        $"/invitation#{TokenOf(organization, invitation)}";

    public bool TryRead(string token, out OrganizationId organization, out Guid invitation)
    {
        (organization, invitation) = (default, default);
        var parts = token.Split('.', 4);
        if (
            token.Length > InvitationLimits.TokenMax
            || parts.Length != 3
            || !SignedToken.TryReadOrganization(parts[0], out var named)
            || !Guid.TryParseExact(parts[1], "N", out var id)
        )
            return false;
        if (!SignedToken.IsSame(token, TokenOf(named, id)))
            return false;
        (organization, invitation) = (named, id);
        return true;
    }

    private string TokenOf(OrganizationId organization, Guid invitation) =>
        SignedToken.Of($"{SignedToken.PartOf(organization)}.{invitation:N}", keys.Invitations);
}
