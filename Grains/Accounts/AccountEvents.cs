using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Grains.Accounts;

/// <param name="Email">Sealed for the person.</param>
/// <param name="DisplayName">Sealed for the person.</param>
/// <param name="PasswordHash">
/// Sealed for the person; of version 1 the hash itself behind <see cref="AccountEvents.Unsealed"/>. Empty: there is no
/// password.
/// </param>
internal sealed record AccountRegistered(
    UserId UserId,
    OrganizationId Organization,
    string Email,
    string DisplayName,
    string PasswordHash,
    Role Role
);

/// <summary>A session began; its refresh tokens are numbered from 1 and follow from its id and number.</summary>
internal sealed record SessionStarted(SessionId SessionId);

/// <param name="Generation">The number of the only refresh token that is now good.</param>
internal sealed record SessionRefreshed(SessionId SessionId, int Generation);

internal sealed record SessionEnded(SessionId SessionId, string Reason);

internal sealed record RoleAssigned(UserId UserId, Role Role);

/// <summary>The password's hash was renewed with today's parameters.</summary>
/// <param name="PasswordHash">As in <see cref="AccountRegistered"/>.</param>
internal sealed record PasswordRehashed(string PasswordHash);

/// <param name="DisplayName">Sealed for the person.</param>
internal sealed record PersonRenamed(UserId UserId, string DisplayName);

/// <summary>The person has another picture; null: none any more.</summary>
internal sealed record PersonPictured(UserId UserId, PictureId? Picture);

/// <summary>How the person reads what they are shown; what is null is as it was.</summary>
internal sealed record PreferencesSet(string? Language, string? TimeZone);

/// <summary>
/// The person is gone: from here on there is no account, and what is left of it is destroyed. Who caused it is the
/// event's actor.
/// </summary>
internal sealed record AccountErased(UserId UserId);

internal sealed record EmailReserved(OrganizationId Organization, UserId UserId);

/// <summary>The address is nobody's any more.</summary>
internal sealed record EmailReleased(UserId UserId);

internal static class AccountEvents
{
    /// <summary>What a password's hash from before version 2 begins with, which is not sealed.</summary>
    public const string Unsealed = "unsealed.";

    private const string Secret = "Accounts live on streams that nobody can watch.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType
            .Of("accounts.registered", 2, AccountEventsJson.Default.AccountRegistered)
            .NotSent(Secret)
            .UpcastFrom(1, MarkUnsealed),
        EventType.Of("accounts.session-started", 1, AccountEventsJson.Default.SessionStarted).NotSent(Secret),
        EventType.Of("accounts.session-refreshed", 1, AccountEventsJson.Default.SessionRefreshed).NotSent(Secret),
        EventType.Of("accounts.session-ended", 1, AccountEventsJson.Default.SessionEnded).NotSent(Secret),
        EventType.Of("accounts.role-assigned", 1, AccountEventsJson.Default.RoleAssigned).NotSent(Secret),
        EventType
            .Of("accounts.password-rehashed", 2, AccountEventsJson.Default.PasswordRehashed)
            .NotSent(Secret)
            .UpcastFrom(1, MarkUnsealed),
        EventType.Of("accounts.renamed", 1, AccountEventsJson.Default.PersonRenamed).NotSent(Secret),
        EventType.Of("accounts.pictured", 1, AccountEventsJson.Default.PersonPictured).NotSent(Secret),
        EventType.Of("accounts.preferences-set", 1, AccountEventsJson.Default.PreferencesSet).NotSent(Secret),
        EventType.Of("accounts.erased", 1, AccountEventsJson.Default.AccountErased).NotSent(Secret),
        EventType.Of("accounts.email-reserved", 1, AccountEventsJson.Default.EmailReserved).NotSent(Secret),
        EventType.Of("accounts.email-released", 1, AccountEventsJson.Default.EmailReleased).NotSent(Secret),
    ];

    /// <summary>Version 1 had the hash in the clear.</summary>
    private static JsonObject MarkUnsealed(JsonObject v1)
    {
        if ((string?)v1["passwordHash"] is { Length: > 0 } hash)
            v1["passwordHash"] = Unsealed + hash;
        return v1;
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(AccountRegistered))]
[JsonSerializable(typeof(SessionStarted))]
[JsonSerializable(typeof(SessionRefreshed))]
[JsonSerializable(typeof(SessionEnded))]
[JsonSerializable(typeof(RoleAssigned))]
[JsonSerializable(typeof(PasswordRehashed))]
[JsonSerializable(typeof(PersonRenamed))]
[JsonSerializable(typeof(PersonPictured))]
[JsonSerializable(typeof(PreferencesSet))]
[JsonSerializable(typeof(AccountErased))]
[JsonSerializable(typeof(EmailReserved))]
[JsonSerializable(typeof(EmailReleased))]
internal sealed partial class AccountEventsJson : JsonSerializerContext;
