using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Streams;

namespace Academy.Accounts;

/// <param name="Email">Sealed for the person.</param>
/// <param name="DisplayName">Sealed for the person.</param>
public sealed record AccountRegistered(
    UserId UserId, OrganizationId Organization, string Email, string DisplayName, string PasswordHash, Role Role);

/// <summary>A session began; its refresh tokens are numbered from 1 and follow from its id and number.</summary>
public sealed record SessionStarted(SessionId SessionId);

/// <param name="Generation">The number of the only refresh token that is now good.</param>
public sealed record SessionRefreshed(SessionId SessionId, int Generation);

public sealed record SessionEnded(SessionId SessionId, string Reason);

public sealed record RoleAssigned(UserId UserId, Role Role);

/// <summary>The password's hash was renewed with today's parameters.</summary>
public sealed record PasswordRehashed(string PasswordHash);

public sealed record EmailReserved(OrganizationId Organization, UserId UserId);

public static class AccountEvents
{
    private const string Secret = "Accounts live on streams that nobody can watch.";

    public static readonly IReadOnlyList<EventType> Types =
    [
        EventType.Of("accounts.registered", 1, AccountJson.Default.AccountRegistered).NotSent(Secret),
        EventType.Of("accounts.session-started", 1, AccountJson.Default.SessionStarted).NotSent(Secret),
        EventType.Of("accounts.session-refreshed", 1, AccountJson.Default.SessionRefreshed).NotSent(Secret),
        EventType.Of("accounts.session-ended", 1, AccountJson.Default.SessionEnded).NotSent(Secret),
        EventType.Of("accounts.role-assigned", 1, AccountJson.Default.RoleAssigned).NotSent(Secret),
        EventType.Of("accounts.password-rehashed", 1, AccountJson.Default.PasswordRehashed).NotSent(Secret),
        EventType.Of("accounts.email-reserved", 1, AccountJson.Default.EmailReserved).NotSent(Secret),
    ];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(AccountRegistered))]
[JsonSerializable(typeof(SessionStarted))]
[JsonSerializable(typeof(SessionRefreshed))]
[JsonSerializable(typeof(SessionEnded))]
[JsonSerializable(typeof(RoleAssigned))]
[JsonSerializable(typeof(PasswordRehashed))]
[JsonSerializable(typeof(EmailReserved))]
internal sealed partial class AccountJson : JsonSerializerContext;
