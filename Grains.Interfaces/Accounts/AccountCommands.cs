using Academy.Commands;
using Academy.Pictures;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts;

/// <param name="Email">As typed; it is compared without regard to case and surrounding space.</param>
[GenerateSerializer, Immutable, Alias("accounts.register-account")]
public sealed record RegisterAccount(
    [property: Id(0)] OrganizationId Organization,
    [property: Id(1)] UserId NewUser,
    [property: Id(2)] string Email,
    [property: Id(3)] string Password,
    [property: Id(4)] string DisplayName,
    [property: Id(5)] Role Role,
    [property: Id(6)] Preferences? Preferences = null
);

/// <summary>How a person reads what they are shown. Null: it is not known, and their device decides.</summary>
/// <param name="Language">A language tag, such as <c>pt-BR</c>.</param>
/// <param name="TimeZone">A zone of the IANA database, such as <c>Europe/Berlin</c>.</param>
[GenerateSerializer, Immutable, Alias("accounts.preferences")]
public sealed record Preferences([property: Id(0)] string? Language, [property: Id(1)] string? TimeZone);

/// <summary>What a person changes about their account; what is null stays as it is.</summary>
[GenerateSerializer, Immutable, Alias("accounts.change-profile")]
public sealed record ChangeProfile(
    [property: Id(0)] Caller Caller,
    [property: Id(1)] CommandKey? Key,
    [property: Id(2)] string? DisplayName,
    [property: Id(3)] Preferences Preferences
);

[GenerateSerializer, Immutable, Alias("accounts.log-in")]
public sealed record LogIn([property: Id(0)] string Email, [property: Id(1)] string Password);

/// <summary>What a sign-in came to; the access token is made from it by the Api.</summary>
[GenerateSerializer, Immutable, Alias("accounts.signed-in")]
public sealed record SignedIn(
    [property: Id(0)] AccountView Account,
    [property: Id(1)] SessionId Session,
    [property: Id(2)] string RefreshToken
);

[GenerateSerializer, Immutable, Alias("accounts.account-view")]
public sealed record AccountView(
    [property: Id(0)] UserId Id,
    [property: Id(1)] OrganizationId Organization,
    [property: Id(2)] string Email,
    [property: Id(3)] string DisplayName,
    [property: Id(4)] Role Role,
    [property: Id(5)] DateTimeOffset RegisteredAt,
    [property: Id(6)] Preferences Preferences,
    [property: Id(7)] PictureId? Picture = null
);
