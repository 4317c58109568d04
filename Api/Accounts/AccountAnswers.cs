using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Accounts.Invitations;
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

/// <param name="InvitedBy">Null: whoever runs the server.</param>
internal sealed record InvitationAnswer(
    Guid Id,
    string Email,
    Role Role,
    UserId? InvitedBy,
    DateTimeOffset InvitedAt,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>The path of the link. Only the answer to the invitation has it, because there may be no mail.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    public static InvitationAnswer Of(InvitationView invitation) =>
        new(
            invitation.Id,
            invitation.Email,
            invitation.Role,
            invitation.InvitedBy,
            invitation.InvitedAt,
            invitation.ExpiresAt
        );
}

/// <summary>What the one who has the link is told.</summary>
internal sealed record InvitedAnswer(string Email, Role Role, DateTimeOffset ExpiresAt);

internal sealed record DemoAnswer(IReadOnlyList<DemoLogin> Logins);

internal sealed record DemoLogin(string Email, string Password, Role Role);
