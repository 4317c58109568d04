using Academy.Calls;
using Academy.Commands;
using Academy.Pictures;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts;

/// <summary>
/// An account and its sessions, on a stream that nobody can watch (<c>account:{id}</c>). Key: organization/user.
/// </summary>
[Alias("accounts.account-grain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates the account and signs in. Called by the owner of the address, which made sure that it is free.
    /// </summary>
    [ResponseTimeout(CallTimes.Long), Alias("register")]
    Task<Outcome<SignedIn>> Register(RegisterAccount command);

    /// <summary>Signs in with a password.</summary>
    [ResponseTimeout(CallTimes.Long), Alias("log-in")]
    Task<Outcome<SignedIn>> LogIn(string password);

    /// <summary>
    /// Rotates a refresh token. Its repeat within ten seconds gives the same child; later re-use ends the session.
    /// </summary>
    [Repeatable, Alias("refresh")]
    Task<Outcome<SignedIn>> Refresh(string refreshToken);

    /// <summary>Ends the session that the refresh token belongs to.</summary>
    [Alias("log-out")]
    Task<Outcome<SessionId>> LogOut(string refreshToken);

    /// <summary>The account, or null when there is none.</summary>
    [ReadOnly, Alias("get")]
    Task<AccountView?> Get();

    /// <summary>Changes the person's name, language or time zone.</summary>
    [Alias("change-profile")]
    Task<Outcome<Done>> ChangeProfile(ChangeProfile command);

    /// <summary>Says which picture the person has; null: none.</summary>
    [Alias("set-picture")]
    Task<Outcome<PictureChange>> SetPicture(Caller caller, CommandKey? key, PictureId? picture);

    /// <summary>Makes the account a student, instructor or admin.</summary>
    [Repeatable, Alias("assign-role")]
    Task<Outcome<Done>> AssignRole(Role role);

    /// <summary>
    /// Erases the person: sessions and account end at once, and what is left in the clear or under their key is
    /// destroyed until all of it is. Erasing somebody twice is erasing them once.
    /// </summary>
    /// <param name="caller">The person, or an admin.</param>
    /// <param name="key">How a repeat is recognised.</param>
    /// <param name="password">The person's, as a confirmation; null when an admin erases.</param>
    [ResponseTimeout(CallTimes.Long), Alias("erase")]
    Task<Outcome<Done>> Erase(Caller caller, CommandKey? key, string? password);

    /// <summary>Whether there was an account whose person was erased.</summary>
    [ReadOnly, Alias("is-erased")]
    Task<bool> IsErased();
}

/// <summary>
/// An e-mail address, so that two accounts cannot have the same. Key: <c>-/{keyed hash of the address}</c>; the address
/// itself is not in the key.
/// </summary>
[Alias("accounts.email-address-grain")]
public interface IEmailAddressGrain : IGrainWithStringKey
{
    /// <summary>Reserves the address and creates the account.</summary>
    [ResponseTimeout(CallTimes.Long), Alias("register")]
    Task<Outcome<SignedIn>> Register(RegisterAccount command);

    /// <summary>Signs in to the account that has the address. Takes as long when there is none.</summary>
    [ResponseTimeout(CallTimes.Long), Alias("log-in")]
    Task<Outcome<SignedIn>> LogIn(string password);

    /// <summary>Whose the address is; null when it is nobody's.</summary>
    [ReadOnly, Alias("holder")]
    Task<AddressHolder?> Holder();

    /// <summary>Reserves the address for an account that had it in another spelling.</summary>
    /// <returns>Whether it is theirs now.</returns>
    [Repeatable, Alias("reserve")]
    Task<bool> Reserve(AddressHolder holder);

    /// <summary>Frees the address, if it is this person's.</summary>
    [Repeatable, Alias("release")]
    Task Release(UserId user);
}

/// <summary>The account that has an e-mail address.</summary>
[GenerateSerializer, Immutable, Alias("accounts.address-holder")]
public sealed record AddressHolder([property: Id(0)] OrganizationId Organization, [property: Id(1)] UserId User);
