using Academy.Accounts;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Pictures;
using Academy.Streams;
using Academy.Vault;
using Microsoft.AspNetCore.Identity;
using Orleans;

namespace Academy.Grains.Accounts;

internal sealed class AccountGrain(
    [JournaledStream("account")] IJournaledStream<Account> stream,
    IGrainFactory grains,
    IPersonVault vault,
    Passwords passwords,
    RefreshTokens tokens,
    AccountKeys keys,
    WelcomeMail welcome,
    Names names,
    Duties duties,
    IdSource ids
) : Grain, IAccountGrain
{
    private readonly UserId user = new(stream.Identity.Id);

    /// <summary>
    /// The person's own words in the clear, once they were opened, and the sealed name that they are of.
    /// </summary>
    private (string Email, string DisplayName, string Sealed)? opened;

    private Account State => stream.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stream.OnNudge<TellRevocations>(nudge =>
            _ = grains.GetGrain<IRevocationsGrain>(Revocations.Stream.OwnerKey(OrganizationId.Platform)).TakeUp()
        );
        stream.OnNudge<ForgetPerson>(_ =>
        {
            opened = null;
            names.Forget(user);
        });
        return Task.CompletedTask;
    }

    public async Task<Outcome<SignedIn>> Register(RegisterAccount command)
    {
        if (State.Email is not null)
            return await Repeat(command);
        if (State.Erased)
            return AccountRefusals.Erased;
        var registration = new AccountRegistered(
            user,
            command.Organization,
            await vault.SealAsync(user.Value, command.Email, default),
            await vault.SealAsync(user.Value, command.DisplayName, default),
            await HashAsync(command.Password),
            command.Role
        );
        var session = NewSession();
        var outcome = await stream.Execute(Self(command.Role), key: null, (account, _) =>
            account.Register(registration, session, welcome.IsSent, command.Preferences)
        );
        names.Remember(user, command.DisplayName, State.Picture);
        return await SignedInBy(outcome);
    }

    public async Task<Outcome<SignedIn>> LogIn(string password)
    {
        var verdict = await VerifyAsync(password);
        if (verdict == PasswordVerificationResult.Failed)
            return AccountRefusals.WrongCredentials;
        var renewed = verdict == PasswordVerificationResult.SuccessRehashNeeded ? await HashAsync(password) : null;
        var session = NewSession();
        return await SignedInBy(
            await stream.Execute(Self(State.Role), key: null, (account, moment) =>
                account.SignIn(session, renewed, moment.Now)
            )
        );
    }

    public async Task<Outcome<SignedIn>> Refresh(string refreshToken) =>
        IsOwn(refreshToken, out var claim)
            ? await SignedInBy(
                await stream.Execute(Self(State.Role), key: null, (account, moment) =>
                    account.Refresh(claim.Session, claim.Generation, moment.Now)
                )
            )
            : AccountRefusals.TokenInvalid;

    public async Task<Outcome<SessionId>> LogOut(string refreshToken) =>
        IsOwn(refreshToken, out var claim)
            ? await stream.Execute(Self(State.Role), key: null, (account, moment) =>
                account.LogOut(claim.Session, moment.Now)
            )
            : AccountRefusals.TokenInvalid;

    public async Task<AccountView?> Get() => State.Email is null ? null : await View();

    public async Task<Outcome<Done>> ChangeProfile(ChangeProfile command)
    {
        var outcome = await stream.Execute(
            command.Caller,
            command.Key,
            async (_, cancellation) =>
                command.DisplayName is { } name && await View() is { } view && view.DisplayName != name
                    ? await vault.SealAsync(user.Value, name, cancellation)
                    : null,
            (account, displayName, _) => account.ChangeProfile(displayName, command.Preferences)
        );
        if (outcome.Accepted && await View() is { } now)
            names.Remember(user, now.DisplayName, State.Picture);
        return outcome;
    }

    public async Task<Outcome<PictureChange>> SetPicture(Caller caller, CommandKey? key, PictureId? picture)
    {
        var outcome = await stream.Execute(caller, key, (account, _) => account.SetPicture(picture));
        if (outcome.Accepted && await View() is { } now)
            names.Remember(user, now.DisplayName, State.Picture);
        return outcome;
    }

    /// <summary>Also whose key is destroyed, though a restored journal is older than that.</summary>
    public async Task<bool> IsErased() => State.Erased || (State.Email is not null && await View() is null);

    public async Task<Outcome<Done>> Erase(Caller caller, CommandKey? key, string? password)
    {
        await using var turn = await duties.EnterAsync(stream.Organization, State.Role);
        var outcome = await stream.Execute(
            caller,
            key,
            async (_, cancellation) =>
            {
                var isWrong =
                    password is not null
                    && !State.Erased
                    && await VerifyAsync(password) == PasswordVerificationResult.Failed;
                var addressKeys =
                    !isWrong && State.Email is not null && await View() is { } view
                        ? string.Join(' ', [keys.GrainKeyOf(view.Email), .. keys.FormerGrainKeysOf(view.Email)])
                        : null;
                var obstacles = isWrong
                    ? []
                    : await duties.OfAsync(stream.Organization, user, State.Role, next: null, cancellation);
                return (IsWrong: isWrong, AddressKeys: addressKeys, Obstacles: obstacles);
            },
            (account, facts, moment) =>
                facts.IsWrong
                    ? AccountRefusals.WrongPassword
                    : account.Erase(facts.AddressKeys, moment.Now, facts.Obstacles)
        );
        if (outcome.Refusal?.Obstacles is { } obstacles)
            await duties.AskForHandOverAsync(Self(State.Role), obstacles);
        return outcome;
    }

    public async Task<Outcome<Done>> AssignRole(Role role)
    {
        await using var turn = await duties.EnterAsync(stream.Organization, State.Role);
        return await stream.Execute(
            Self(State.Role),
            key: null,
            async (_, cancellation) => await duties.OfAsync(stream.Organization, user, State.Role, role, cancellation),
            (account, obstacles, moment) => account.AssignRole(role, moment.Now, obstacles)
        );
    }

    /// <summary>Takes as long when there is no account.</summary>
    private async Task<PasswordVerificationResult> VerifyAsync(string password)
    {
        if (State.Email is not null && await PasswordHash() is { } hash && await View() is not null)
            return await passwords.VerifyAsync(hash, password);
        await passwords.VerifyNothingAsync(password);
        return PasswordVerificationResult.Failed;
    }

    private async Task<string> HashAsync(string password) =>
        await vault.SealAsync(user.Value, await passwords.HashAsync(password), default);

    /// <summary>Null when there is none, or none any more.</summary>
    private ValueTask<string?> PasswordHash() =>
        State.PasswordHash.StartsWith(AccountEvents.Unsealed, StringComparison.Ordinal)
            ? new(State.PasswordHash[AccountEvents.Unsealed.Length..])
        : State.PasswordHash.Length == 0 ? new((string?)null)
        : vault.OpenAsync(State.PasswordHash, default);

    /// <summary>The same registration sent again is a sign-in, if it has the password.</summary>
    private async Task<Outcome<SignedIn>> Repeat(RegisterAccount command)
    {
        var outcome = await LogIn(command.Password);
        return outcome.Accepted ? outcome : AccountRefusals.EmailTaken;
    }

    private async Task<Outcome<SignedIn>> SignedInBy(Outcome<SessionGrant> outcome)
    {
        if (!outcome.Accepted)
            return outcome.Refusal;
        var (session, generation) = outcome.Answer;
        if (generation is not { } current)
            return AccountRefusals.TokenReused;
        if (await View() is not { } view)
            return AccountRefusals.TokenInvalid;
        return new SignedIn(view, session, tokens.Of(new(State.Organization, State.User, session, current)));
    }

    /// <summary>Null when the person was erased.</summary>
    private async ValueTask<AccountView?> View()
    {
        var sealedName = State.DisplayName;
        if (opened?.Sealed != sealedName)
        {
            opened =
                await vault.OpenAsync(State.Email!, default) is { } email
                && await vault.OpenAsync(sealedName, default) is { } name
                    ? (email, name, sealedName)
                    : null;
        }
        return opened is { } words
            ? new AccountView(
                State.User,
                State.Organization,
                words.Email,
                words.DisplayName,
                State.Role,
                State.RegisteredAt,
                new(State.Language, State.TimeZone),
                State.Picture
            )
            : null;
    }

    private bool IsOwn(string refreshToken, out RefreshClaim claim) =>
        tokens.TryRead(refreshToken, out claim)
        && State.Email is not null
        && claim.User == State.User
        && claim.Organization == State.Organization;

    private SessionId NewSession() => new(ids.Next());

    private Caller Self(Role role) => new(stream.Organization, user, role);
}
