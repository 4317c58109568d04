using Academy.Accounts;
using Academy.Api.Requests;

namespace Academy.Api.Accounts;

internal sealed record RegisterBody(string Email, string Password, string DisplayName) : IBody<RegisterBody>
{
    public static RegisterBody Read(JsonFields fields) =>
        new(
            fields.Text("email", AccountLimits.EmailMax, EmailAddress.IsWellFormed, "It must be an e-mail address."),
            fields.Secret("password", AccountLimits.PasswordMin, AccountLimits.PasswordMax),
            fields.Name("displayName", AccountLimits.DisplayNameMax)
        );
}

internal sealed record LogInBody(string Email, string Password) : IBody<LogInBody>
{
    public static LogInBody Read(JsonFields fields) =>
        new(fields.Text("email", AccountLimits.EmailMax), fields.Secret("password", 1, AccountLimits.PasswordMax));
}

internal sealed record ConfirmBody(string Password) : IBody<ConfirmBody>
{
    public static ConfirmBody Read(JsonFields fields) => new(fields.Secret("password", 1, AccountLimits.PasswordMax));
}

internal sealed record RefreshTokenBody(string RefreshToken) : IBody<RefreshTokenBody>
{
    public static RefreshTokenBody Read(JsonFields fields) =>
        new(fields.Secret("refreshToken", 1, AccountLimits.RefreshTokenMax));
}
