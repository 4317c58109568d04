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
    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        new InvitedPerson(stream.Organization, stream.Id).For(InvitationMail.Name);
}

/// <summary>Nobody needs the address any more that the invitation was sealed for.</summary>
internal sealed record ForgetInvited : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        new InvitedPerson(stream.Organization, stream.Id).For(InvitedPersons.Name);
}

/// <summary>Whom an outbox row is about: once per invitation and kind.</summary>
internal sealed record InvitedPerson(OrganizationId Organization, Guid Invitation)
{
    public OutboxItem For(string kind) =>
        new(
            DerivedId.Of(kind, Invitation, ""),
            kind,
            JsonSerializer.SerializeToUtf8Bytes(this, InvitationJson.Default.InvitedPerson)
        );

    public static InvitedPerson Of(OutboxWork work) =>
        JsonSerializer.Deserialize(work.Data.Span, InvitationJson.Default.InvitedPerson)!;
}

/// <summary>Destroys the key of an invited person who got no account by it.</summary>
internal sealed class InvitedPersons(IPersonVault vault) : IOutboxHandler
{
    public const string Name = "accounts.forget-invited";

    public string Kind => Name;

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        await vault.EraseAsync(InvitedPerson.Of(work).Invitation, cancellationToken, doing: work.Id);
        return OutboxResult.Done;
    }
}
