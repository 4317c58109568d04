using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Academy.Streams;

namespace Academy.Accounts;

/// <param name="Email">Sealed for the person.</param>
/// <param name="DisplayName">Sealed for the person.</param>
/// <param name="PasswordHash">
/// Sealed for the person; of version 1 the hash itself behind <see cref="AccountEvents.Unsealed"/>. Empty: there is no password.
/// </param>
public sealed record AccountRegistered(
    UserId UserId, OrganizationId Organization, string Email, string DisplayName, string PasswordHash, Role Role);

/// <summary>A session began; its refresh tokens are numbered from 1 and follow from its id and number.</summary>
public sealed record SessionStarted(SessionId SessionId);

/// <param name="Generation">The number of the only refresh token that is now good.</param>
public sealed record SessionRefreshed(SessionId SessionId, int Generation);

public sealed record SessionEnded(SessionId SessionId, string Reason);

public sealed record RoleAssigned(UserId UserId, Role Role);

/// <summary>The password's hash was renewed with today's parameters.</summary>
/// <param name="PasswordHash">As in <see cref="AccountRegistered"/>.</param>
public sealed record PasswordRehashed(string PasswordHash);

/// <summary>
/// The person is gone: from here on there is no account, and what is left of it is destroyed. Who caused it is the event's actor.
/// </summary>
public sealed record AccountErased(UserId UserId);

public sealed record EmailReserved(OrganizationId Organization, UserId UserId);

/// <summary>The address is nobody's any more.</summary>
public sealed record EmailReleased(UserId UserId);

public static class AccountEvents
{
    /// <summary>What a password's hash from before version 2 begins with, which is not sealed.</summary>
    public const string Unsealed = "unsealed.";

    private const string Secret = "Accounts live on streams that nobody can watch.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("accounts.registered", 2, AccountJson.Default.AccountRegistered).NotSent(Secret).UpcastFrom(1, MarkUnsealed),
        EventType.Of("accounts.session-started", 1, AccountJson.Default.SessionStarted).NotSent(Secret),
        EventType.Of("accounts.session-refreshed", 1, AccountJson.Default.SessionRefreshed).NotSent(Secret),
        EventType.Of("accounts.session-ended", 1, AccountJson.Default.SessionEnded).NotSent(Secret),
        EventType.Of("accounts.role-assigned", 1, AccountJson.Default.RoleAssigned).NotSent(Secret),
        EventType.Of("accounts.password-rehashed", 2, AccountJson.Default.PasswordRehashed).NotSent(Secret).UpcastFrom(1, MarkUnsealed),
        EventType.Of("accounts.erased", 1, AccountJson.Default.AccountErased).NotSent(Secret),
        EventType.Of("accounts.email-reserved", 1, AccountJson.Default.EmailReserved).NotSent(Secret),
        EventType.Of("accounts.email-released", 1, AccountJson.Default.EmailReleased).NotSent(Secret),
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
[JsonSerializable(typeof(AccountErased))]
[JsonSerializable(typeof(EmailReserved))]
[JsonSerializable(typeof(EmailReleased))]
internal sealed partial class AccountJson : JsonSerializerContext;
