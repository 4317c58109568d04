using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Commands;
using Academy.Streams;
using Academy.Vault;
using Orleans;

namespace Academy.Grains.Accounts.Invitations;

internal sealed class InvitationGrain(
    [JournaledStream("invitation")] IJournaledStream<Invitation> stream,
    IGrainFactory grains,
    IPersonVault vault,
    IAccountDirectory accounts,
    InvitationDirectory invitations,
    InvitationMail mail,
    Duties duties,
    TimeProvider clock
) : Grain, IInvitationGrain
{
    private readonly Guid id = stream.Identity.Id;

    private Invitation State => stream.State;

    public async Task<Outcome<InvitationView>> Invite(Caller caller, CommandKey? key, InvitePerson command)
    {
        var outcome = await stream.Execute(
            caller,
            key,
            async (_, cancellation) =>
                (
                    Refusal: await accounts.FindHolder(command.Email) is not null ? InvitationRefusals.HasAccount
                    : await invitations.AreTooMany(caller.Organization, cancellation) ? InvitationRefusals.TooMany
                    : null,
                    Email: await vault.SealAsync(id, command.Email, cancellation)
                ),
            (invitation, facts, moment) =>
                facts.Refusal is { } refusal
                    ? refusal
                    : invitation.Invite(
                        new(id, facts.Email, command.Role, caller.User, moment.Now + InvitationLimits.Lifetime),
                        mail.IsSent
                    )
        );
        if (!outcome.Accepted)
            return outcome.Refusal;
        return await Get() is { } view ? view : InvitationRefusals.NotFound;
    }

    public Task<Outcome<Done>> InviteFirstAdmin(string sealedEmail) =>
        stream.Execute(
            new Caller(stream.Organization, new UserId(id), Role.Admin),
            key: null,
            // The process that sealed it was another one: read models open it with the key that this one then holds.
            async (_, cancellation) => await vault.OpenAsync(sealedEmail, cancellation) is not null,
            (invitation, isReadable, moment) =>
                isReadable
                    ? invitation.Invite(
                        new(id, sealedEmail, Role.Admin, InvitedBy: null, moment.Now + InvitationLimits.Lifetime),
                        mail.IsSent
                    )
                    : InvitationRefusals.NotFound
        );

    public async Task<InvitationView?> Get() =>
        State.IsOpenAt(clock.GetUtcNow())
        && await IsMeant()
        && await vault.OpenAsync(State.Email!, default) is { } email
            ? new InvitationView(
                id,
                stream.Organization,
                email,
                State.Role,
                State.InvitedBy,
                State.InvitedAt,
                State.ExpiresAt
            )
            : null;

    public Task<Outcome<Done>> Withdraw(Caller caller, CommandKey? key) =>
        stream.Execute(caller, key, (invitation, _) => invitation.Withdraw());

    public async Task<Outcome<SignedIn>> Accept(AcceptInvitation command)
    {
        // Of two who could become the first administrator, one does.
        await using var turn = State.InvitedBy is null
            ? await duties.EnterAsync(stream.Organization, Role.Admin)
            : null;
        if (await Get() is not { } invitation)
            return InvitationRefusals.LinkOfNoUse;
        var outcome = await accounts.Register(
            new(
                stream.Organization,
                new UserId(id),
                invitation.Email,
                command.Password,
                command.DisplayName,
                invitation.Role,
                command.Preferences
            )
        );
        if (outcome.Refusal == AccountRefusals.EmailTaken)
            outcome = await accounts.LogIn(invitation.Email, command.Password);
        if (!outcome.Accepted)
            return outcome.Refusal;
        var signedIn = outcome.Answer;
        if (signedIn.Account.Organization != stream.Organization)
            return InvitationRefusals.HasAccount;
        if (signedIn.Account.Role < invitation.Role)
        {
            var account = grains.GetGrain<IAccountGrain>(GrainKey.Of(stream.Organization, signedIn.Account.Id.Value));
            var raised = await account.AssignRole(invitation.Role);
            if (!raised.Accepted)
                return raised.Refusal;
            signedIn = signedIn with { Account = signedIn.Account with { Role = invitation.Role } };
        }
        var accepted = await stream.Execute(
            new Caller(stream.Organization, signedIn.Account.Id, signedIn.Account.Role),
            key: null,
            (state, _) => state.Accept(signedIn.Account.Id)
        );
        return accepted.Accepted ? signedIn : accepted.Refusal;
    }

    /// <summary>
    /// A link is good as long as whoever made it could make it now: an administrator, or, where there is none, whoever
    /// runs the server. So nobody keeps a way back who lost their role, and a first link that was lost makes no second
    /// administrator.
    /// </summary>
    private async Task<bool> IsMeant() =>
        State.InvitedBy is { } inviter
            ? await grains.GetGrain<IAccountGrain>(GrainKey.Of(stream.Organization, inviter.Value)).Get()
                is { Role: Role.Admin }
            : !await duties.HasOtherAdminAsync(stream.Organization, new UserId(id), default);
}
