using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Commands;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Academy.Grains.Accounts;

/// <remarks>
/// Addresses were once compared as they were typed. One that was reserved in such a form is looked up under it, and
/// gets its present form when its holder signs in. Where two accounts turn out to have one address, each keeps signing
/// in by its own spelling, and admins are told.
/// </remarks>
internal sealed partial class AccountDirectory(
    IGrainFactory grains,
    AccountKeys keys,
    RefreshTokens tokens,
    Flags flags,
    ILogger<AccountDirectory> logger
) : IAccountDirectory
{
    public async Task<Outcome<SignedIn>> Register(RegisterAccount command) =>
        await Grain((await KeyOf(command.Email)).Key).Register(command);

    public async Task<Outcome<SignedIn>> LogIn(string email, string password)
    {
        var (key, holder) = await KeyOf(email);
        var outcome = await Grain(key).LogIn(password);
        var current = keys.GrainKeyOf(email);
        if (outcome.Accepted && holder is not null && key != current)
            await Rename(Grain(key), holder, Grain(current));
        return outcome;
    }

    public async Task<AddressHolder?> FindHolder(string email)
    {
        var (key, _) = await KeyOf(email);
        return
            await Grain(key).Holder() is { } holder
            && await grains.GetGrain<IAccountGrain>(GrainKey.Of(holder.Organization, holder.User.Value)).Get()
                is not null
            ? holder
            : null;
    }

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

    /// <summary>
    /// Under which key the address is reserved: by the spelling that was typed, by its present form, by any other
    /// spelling. Most addresses have only one, and nobody is asked.
    /// </summary>
    private async Task<(string Key, AddressHolder? Holder)> KeyOf(string email)
    {
        var current = keys.GrainKeyOf(email);
        var former = keys.FormerGrainKeysOf(email);
        if (former.Length == 0)
            return (current, null);
        foreach (var key in former.Take(1).Append(current).Concat(former.Skip(1)).Distinct(StringComparer.Ordinal))
        {
            if (await Grain(key).Holder() is { } holder)
                return (key, holder);
        }
        return (current, null);
    }

    private async Task Rename(IEmailAddressGrain former, AddressHolder holder, IEmailAddressGrain current)
    {
        if (await current.Reserve(holder))
        {
            await former.Release(holder.User);
            return;
        }
        LogTwoAccounts(logger, holder.User);
        if (await current.Holder() is { } other)
            await flags.RaiseSharedAddressAsync(holder.Organization, holder.User, other.User);
    }

    private IEmailAddressGrain Grain(string key) => grains.GetGrain<IEmailAddressGrain>(key);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Account {User} has the e-mail address of another account, in another spelling; both keep signing in."
    )]
    private static partial void LogTwoAccounts(ILogger logger, UserId user);
}
