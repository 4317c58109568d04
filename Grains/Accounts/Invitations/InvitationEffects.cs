using System.Text.Json;
using Academy.Accounts;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;
using Academy.Streams;
using Academy.Vault;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>The person is sent the link.</summary>
internal sealed record SendInvitation : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) => InvitationMail.To(stream.Organization, stream.Id);
}

/// <summary>Nobody needs the address any more that the invitation was sealed for.</summary>
internal sealed record ForgetInvited : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) => InvitedPersons.Forget(stream.Organization, stream.Id);
}

/// <summary>Whom an outbox row is about.</summary>
internal sealed record InvitedPerson(OrganizationId Organization, Guid Invitation);

/// <summary>Destroys the key of an invited person who got no account by it.</summary>
internal sealed class InvitedPersons(IPersonVault vault) : IOutboxHandler
{
    private const string Name = "accounts.forget-invited";

    public string Kind => Name;

    public static OutboxItem Forget(OrganizationId organization, Guid invitation) =>
        new(
            DerivedId.Of(Name, invitation, ""),
            Name,
            JsonSerializer.SerializeToUtf8Bytes(new(organization, invitation), InvitationJson.Default.InvitedPerson)
        );

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var invited = JsonSerializer.Deserialize(work.Data.Span, InvitationJson.Default.InvitedPerson)!;
        await vault.EraseAsync(invited.Invitation, cancellationToken, doing: work.Id);
        return OutboxResult.Done;
    }
}
