using Academy.Calls;
using Academy.Commands;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts.Invitations;

/// <summary>
/// An invitation to an organization, with a link that can be used once (<c>invitation:{id}</c>). Its id is that of the
/// account that it leads to, unless the address has one already. Key: organization/invitation.
/// </summary>
[Alias("accounts.invitation-grain")]
public interface IInvitationGrain : IGrainWithStringKey
{
    /// <summary>Invites the owner of an e-mail address, and sends them the link where there is mail.</summary>
    [Alias("invite")]
    Task<Outcome<InvitationView>> Invite(Caller caller, CommandKey? key, InvitePerson command);

    /// <summary>
    /// Brings the invitation of the first administrator, whose address was sealed by whoever runs the server.
    /// </summary>
    [Repeatable, Alias("invite-first-admin")]
    Task<Outcome<Done>> InviteFirstAdmin(string sealedEmail);

    /// <summary>The invitation, as long as it can be accepted; null when there is none (any more).</summary>
    [ReadOnly, Alias("get")]
    Task<InvitationView?> Get();

    /// <summary>Makes the link useless. One that was accepted stays so.</summary>
    [Alias("withdraw")]
    Task<Outcome<Done>> Withdraw(Caller caller, CommandKey? key);

    /// <summary>
    /// Makes the account and signs in. If the address has an account, the password must be that account's; it gets the
    /// role unless it has a higher one.
    /// </summary>
    [ResponseTimeout(CallTimes.Long), Alias("accept")]
    Task<Outcome<SignedIn>> Accept(AcceptInvitation command);
}

[GenerateSerializer, Immutable, Alias("accounts.invite-person")]
public sealed record InvitePerson([property: Id(0)] string Email, [property: Id(1)] Role Role);

/// <param name="DisplayName">Not used where the address has an account.</param>
[GenerateSerializer, Immutable, Alias("accounts.accept-invitation")]
public sealed record AcceptInvitation(
    [property: Id(0)] string Password,
    [property: Id(1)] string DisplayName,
    [property: Id(2)] Preferences Preferences
);

/// <param name="InvitedBy">Null: whoever runs the server.</param>
[GenerateSerializer, Immutable, Alias("accounts.invitation-view")]
public sealed record InvitationView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] OrganizationId Organization,
    [property: Id(2)] string Email,
    [property: Id(3)] Role Role,
    [property: Id(4)] UserId? InvitedBy,
    [property: Id(5)] DateTimeOffset InvitedAt,
    [property: Id(6)] DateTimeOffset ExpiresAt
);
