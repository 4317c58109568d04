using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>An invitation, from its making to its end.</summary>
internal sealed class Invitation : ICore
{
    public Guid Id { get; set; }

    /// <summary>Sealed for the person who is invited. Null: there is no invitation (any more).</summary>
    public string? Email { get; set; }

    public Role Role { get; set; }

    /// <summary>Null: whoever runs the server.</summary>
    public UserId? InvitedBy { get; set; }

    public DateTimeOffset InvitedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>It was accepted or withdrawn: nothing brings it back.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Who accepted it.</summary>
    public UserId? AcceptedBy { get; set; }

    public bool IsOpenAt(DateTimeOffset now) => Email is not null && now < ExpiresAt;

    public Decision<Done> Invite(PersonInvited invitation, bool isMailed) =>
        HasEnded ? InvitationRefusals.NotFound
        : Email is not null ? Decision.Already(Done.Instance)
        : Decision.Of(Done.Instance, invitation).With(isMailed ? [new SendInvitation()] : []);

    /// <param name="user">The account that it led to.</param>
    public Decision<Done> Accept(UserId user) =>
        AcceptedBy == user ? Decision.Already(Done.Instance)
        : Email is null ? InvitationRefusals.LinkOfNoUse
        // A new account has the invitation's id, and its words the same key.
        : Decision
            .Of(Done.Instance, new InvitationAccepted(Id, user))
            .With(user.Value == Id ? [] : [new ForgetInvited()]);

    public Decision<Done> Withdraw() =>
        Email is not null ? Decision.Of(Done.Instance, new InvitationWithdrawn(Id)).With(new ForgetInvited())
        : HasEnded && AcceptedBy is null ? Decision.Already(Done.Instance)
        : InvitationRefusals.NotFound;

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case PersonInvited e:
                (Id, Email, Role, InvitedBy) = (e.InvitationId, e.Email, e.Role, e.InvitedBy);
                (InvitedAt, ExpiresAt) = (at, e.ExpiresAt);
                break;
            case InvitationAccepted e:
                (Email, HasEnded, AcceptedBy) = (null, true, e.UserId);
                break;
            case InvitationWithdrawn:
                (Email, HasEnded) = (null, true);
                break;
        }
    }
}
