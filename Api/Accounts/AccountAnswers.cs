using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Commands;
using Academy.Pictures;

namespace Academy.Api.Accounts;

/// <param name="RefreshToken">Left out when it is in the cookie.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
internal sealed record SignedInAnswer(
    string AccessToken,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken,
    int ExpiresIn,
    SignedInUser User
)
{
    public static SignedInAnswer Of(SignedIn signedIn, AccessTokens tokens)
    {
        var account = signedIn.Account;
        return new(
            tokens.Issue(new Caller(account.Organization, account.Id, account.Role), signedIn.Session),
            signedIn.RefreshToken,
            (int)tokens.Lifetime.TotalSeconds,
            new SignedInUser(account.Id, account.Email, account.DisplayName, account.Role)
            {
                Language = account.Preferences.Language,
                TimeZone = account.Preferences.TimeZone,
                Picture = account.Picture,
            }
        );
    }
}

internal sealed record SignedInUser(UserId Id, string Email, string DisplayName, Role Role)
{
    /// <summary>A language tag; null: as the browser says.</summary>
    public string? Language { get; init; }

    /// <summary>A zone of the IANA database; null: as the browser says.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Its bytes are at <c>/api/v1/pictures/{picture}</c>; null: none.</summary>
    public PictureId? Picture { get; init; }
}

internal sealed record MeAnswer(
    UserId Id,
    string Email,
    string DisplayName,
    Role Role,
    OrganizationId Organization,
    DateTimeOffset RegisteredAt,
    string? Language,
    string? TimeZone,
    PictureId? Picture
);

internal sealed record DemoAnswer(IReadOnlyList<DemoLogin> Logins);

internal sealed record DemoLogin(string Email, string Password, Role Role);
