using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Streams;

namespace Academy.Grains.Accounts.Invitations;

/// <param name="Email">Sealed for the person who is invited.</param>
/// <param name="InvitedBy">Null: whoever runs the server.</param>
internal sealed record PersonInvited(
    Guid InvitationId,
    string Email,
    Role Role,
    UserId? InvitedBy,
    DateTimeOffset ExpiresAt
);

/// <param name="UserId">The account that it led to: a new one, or the one that the address had.</param>
internal sealed record InvitationAccepted(Guid InvitationId, UserId UserId);

internal sealed record InvitationWithdrawn(Guid InvitationId);

internal static class InvitationEvents
{
    private const string Secret = "Invitations live on streams that nobody can watch.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("accounts.person-invited", 1, InvitationEventsJson.Default.PersonInvited).NotSent(Secret),
        EventType
            .Of("accounts.invitation-accepted", 1, InvitationEventsJson.Default.InvitationAccepted)
            .NotSent(Secret),
        EventType
            .Of("accounts.invitation-withdrawn", 1, InvitationEventsJson.Default.InvitationWithdrawn)
            .NotSent(Secret),
    ];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(PersonInvited))]
[JsonSerializable(typeof(InvitationAccepted))]
[JsonSerializable(typeof(InvitationWithdrawn))]
internal sealed partial class InvitationEventsJson : JsonSerializerContext;
