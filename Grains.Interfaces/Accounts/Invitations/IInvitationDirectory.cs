using System.Diagnostics.CodeAnalysis;
using Academy.Commands;

namespace Academy.Accounts.Invitations;

/// <summary>The open invitations, and their links.</summary>
public interface IInvitationDirectory
{
    /// <summary>The path of the link, with the token where servers and proxies do not see it.</summary>
    string PathOf(OrganizationId organization, Guid invitation);

    /// <summary>Finds the invitation of a link's token; false when it is none of ours.</summary>
    bool TryFind(string token, [NotNullWhen(true)] out IInvitationGrain? invitation);

    /// <summary>Those that nobody has accepted yet, the latest first.</summary>
    Task<Page<InvitationView>> List(OrganizationId organization, PageRequest page, CancellationToken cancellationToken);
}
