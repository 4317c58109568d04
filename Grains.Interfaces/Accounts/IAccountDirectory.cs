using System.Diagnostics.CodeAnalysis;

namespace Academy.Accounts;

/// <summary>Finds the grains of accounts from what a client sends.</summary>
public interface IAccountDirectory
{
    /// <summary>The grain of an e-mail address, by its keyed hash.</summary>
    IEmailAddressGrain ByEmail(string email);

    /// <summary>
    /// The grain of the account that a refresh token names, and the session; false when it is no refresh token of ours.
    /// </summary>
    bool TryByRefreshToken(string refreshToken, [NotNullWhen(true)] out IAccountGrain? account, out SessionId session);
}
