using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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
            || !TryDecode(parts[0], out var name)
            || !Guid.TryParseExact(parts[1], "N", out var id)
        )
            return false;
        var right = TokenOf(new OrganizationId(name), id);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(right)))
            return false;
        (organization, invitation) = (new OrganizationId(name), id);
        return true;
    }

    private string TokenOf(OrganizationId organization, Guid invitation)
    {
        var said = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(organization.Value))}.{invitation:N}";
        var mac = HMACSHA256.HashData(keys.Invitations, Encoding.ASCII.GetBytes(said));
        return $"{said}.{Base64Url.EncodeToString(mac)}";
    }

    private static bool TryDecode(string part, out string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        var isWhole = Base64Url.DecodeFromChars(part, bytes, out _, out var length) == OperationStatus.Done;
        text = isWhole ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return isWhole;
    }
}
