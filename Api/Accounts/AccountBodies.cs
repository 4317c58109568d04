using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Api.Requests;

namespace Academy.Api.Accounts;

internal sealed record RegisterBody(
    string Email,
    string Password,
    string DisplayName,
    string? Language,
    string? TimeZone,
    RefreshIn? Refresh
) : IBody<RegisterBody>
{
    public static RegisterBody Read(JsonFields fields) =>
        new(
            fields.Text("email", AccountLimits.EmailMax, EmailAddress.IsWellFormed, "It must be an e-mail address."),
            fields.Secret("password", AccountLimits.PasswordMin, AccountLimits.PasswordMax),
            fields.Name("displayName", AccountLimits.DisplayNameMax),
            fields.OptionalLanguage("language"),
            fields.OptionalTimeZone("timeZone"),
            fields.OptionalChoice<RefreshIn>("refresh")
        );
}

internal sealed record LogInBody(string Email, string Password, RefreshIn? Refresh) : IBody<LogInBody>
{
    public static LogInBody Read(JsonFields fields) =>
        new(
            fields.Text("email", AccountLimits.EmailMax),
            fields.Secret("password", 1, AccountLimits.PasswordMax),
            fields.OptionalChoice<RefreshIn>("refresh")
        );
}

internal sealed record InvitationBody(string Email, Role Role) : IBody<InvitationBody>
{
    public static InvitationBody Read(JsonFields fields) =>
        new(
            fields.Text("email", AccountLimits.EmailMax, EmailAddress.IsWellFormed, "It must be an e-mail address."),
            fields.Choice<Role>("role")
        );
}

internal sealed record InvitationTokenBody(string Token) : IBody<InvitationTokenBody>
{
    public static InvitationTokenBody Read(JsonFields fields) =>
        new(fields.Secret("token", 1, InvitationLimits.TokenMax));
}

internal sealed record AcceptInvitationBody(
    string Token,
    string Password,
    string DisplayName,
    string? Language,
    string? TimeZone,
    RefreshIn? Refresh
) : IBody<AcceptInvitationBody>
{
    public static AcceptInvitationBody Read(JsonFields fields) =>
        new(
            fields.Secret("token", 1, InvitationLimits.TokenMax),
            fields.Secret("password", AccountLimits.PasswordMin, AccountLimits.PasswordMax),
            fields.Name("displayName", AccountLimits.DisplayNameMax),
            fields.OptionalLanguage("language"),
            fields.OptionalTimeZone("timeZone"),
            fields.OptionalChoice<RefreshIn>("refresh")
        );
}

internal sealed record RoleBody(Role Role) : IBody<RoleBody>
{
    public static RoleBody Read(JsonFields fields) => new(fields.Choice<Role>("role"));
}

/// <summary>What is left out stays as it is.</summary>
internal sealed record ProfileBody(string? DisplayName, string? Language, string? TimeZone) : IBody<ProfileBody>
{
    public static ProfileBody Read(JsonFields fields) =>
        new(
            fields.OptionalName("displayName", AccountLimits.DisplayNameMax),
            fields.OptionalLanguage("language"),
            fields.OptionalTimeZone("timeZone")
        );
}

internal sealed record ConfirmBody(string Password) : IBody<ConfirmBody>
{
    public static ConfirmBody Read(JsonFields fields) => new(fields.Secret("password", 1, AccountLimits.PasswordMax));
}

/// <param name="RefreshToken">Null: it is in the cookie.</param>
internal sealed record RefreshTokenBody(string? RefreshToken, RefreshIn? Refresh) : IBody<RefreshTokenBody>
{
    public static RefreshTokenBody Read(JsonFields fields)
    {
        var refresh = fields.OptionalChoice<RefreshIn>("refresh");
        return new(
            refresh == RefreshIn.Cookie
                ? fields.OptionalSecret("refreshToken", 1, AccountLimits.RefreshTokenMax)
                : fields.Secret("refreshToken", 1, AccountLimits.RefreshTokenMax),
            refresh
        );
    }
}
