using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;
using Orleans;

namespace Academy.Grains.Accounts;

internal sealed class AccountDirectory(IGrainFactory grains, AccountKeys keys, RefreshTokens tokens) : IAccountDirectory
{
    public IEmailAddressGrain ByEmail(string email) => grains.GetGrain<IEmailAddressGrain>(keys.GrainKeyOf(email));

    public bool TryByRefreshToken(
        string refreshToken,
        [NotNullWhen(true)] out IAccountGrain? account,
        out SessionId session
    )
    {
        var isOurs = tokens.TryRead(refreshToken, out var claim);
        account = isOurs ? grains.GetGrain<IAccountGrain>(GrainKey.Of(claim.Organization, claim.User.Value)) : null;
        session = claim.Session;
        return isOurs;
    }
}
