using System.Diagnostics.CodeAnalysis;
using Academy.Commands;

namespace Academy.Accounts;

/// <summary>Finds the grains of accounts from what a client sends.</summary>
public interface IAccountDirectory
{
    /// <summary>Creates an account with an address that nobody has, in any spelling, and signs in.</summary>
    Task<Outcome<SignedIn>> Register(RegisterAccount command);

    /// <summary>Signs in to the account that has the address. Takes as long when there is none.</summary>
    Task<Outcome<SignedIn>> LogIn(string email, string password);

    /// <summary>Whose the address is, in any spelling; null when no account has it.</summary>
    Task<AddressHolder?> FindHolder(string email);

    /// <summary>
    /// The grain of the account that a refresh token names, and the session; false when it is no refresh token of ours.
    /// </summary>
    bool TryByRefreshToken(string refreshToken, [NotNullWhen(true)] out IAccountGrain? account, out SessionId session);
}
