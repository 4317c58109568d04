using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Api.Requests;
using Academy.Api.Traffic;
using Academy.Commands;
using Academy.Identifiers;
using Microsoft.AspNetCore.Http.HttpResults;
using Orleans;

namespace Academy.Api.Accounts;

/// <summary>Registering, logging in and out, and who one is.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Accounts").AllowAnonymous().RequireRateLimit(RateGroup.SignIn);
        auth.MapPost("/register", Register)
            .WithSummary("Creates a student's account and signs in.")
            .ProducesProblems(AccountRefusals.EmailTaken, AccountRefusals.Erased)
            .MayUseCookie();
        auth.MapPost("/login", LogIn)
            .WithSummary("Signs in with e-mail address and password.")
            .RequireRateLimit(RateGroup.ByBody)
            .ProducesProblems(AccountRefusals.WrongCredentials)
            .MayUseCookie();
        auth.MapPost("/refresh", Refresh)
            .WithSummary("Exchanges a refresh token for new tokens; the old one dies.")
            .RequireRateLimit(RateGroup.ByBody)
            .ProducesProblems(AccountRefusals.TokenInvalid, AccountRefusals.TokenReused)
            .MayUseCookie();
        auth.MapPost("/logout", LogOut)
            .WithSummary("Ends the session that a refresh token belongs to.")
            .RequireRateLimit(RateGroup.ByBody)
            .ProducesProblems(AccountRefusals.TokenInvalid)
            .MayUseCookie();

        api.MapGet("/me", Me)
            .WithSummary("The caller's own account.")
            .WithTags("Accounts")
            .RequireAuthorization(Access.SignedIn)
            .ProducesProblems(AccountRefusals.NotFound);

        api.MapPatch("/me", ChangeMe)
            .WithSummary("Changes the caller's name, language or time zone; what is left out stays.")
            .WithTags("Accounts")
            .RequireAuthorization(Access.SignedIn)
            .ProducesProblems(AccountRefusals.NotFound);

        api.MapDelete("/me", EraseMe)
            .WithSummary("Erases the caller for ever; the password confirms it.")
            .WithTags("Accounts")
            .RequireAuthorization(Access.SignedIn)
            .ProducesProblems(
                AccountRefusals.WrongPassword,
                AccountRefusals.NotFound,
                AccountRefusals.StillNeededFor([])
            );
        api.MapDelete("/users/{userId:id}", Erase)
            .WithSummary("Erases a person of the admin's organization for ever.")
            .WithTags("Accounts")
            .RequireAuthorization(Access.Admin)
            .Audited()
            .ProducesProblems(AccountRefusals.NotFound, AccountRefusals.StillNeededFor([]));
        api.MapPictures();
        api.MapFlags();
        api.MapDemo();
    }

    private static async Task<Results<JsonCreated<SignedInAnswer>, ProblemResult>> Register(
        HttpContext http,
        Bodied<RegisterBody> request,
        RefreshCookie cookie,
        SignInGuard guard,
        IAccountDirectory accounts,
        IdSource ids,
        AccessTokens tokens
    )
    {
        var body = request.Body;
        if (cookie.Refuses(http, body.Refresh) is { } problem)
            return ProblemResult.Of(problem);
        var user = request.Key is { } key
            ? DerivedId.Of("account", Guid.Empty, $"{key.Id}\n{EmailAddress.Normalize(body.Email)}")
            : ids.Next();
        var outcome = await guard.InTurnAsync(http, () =>
            accounts.Register(
                new(
                    OrganizationId.Default,
                    new UserId(user),
                    body.Email,
                    body.Password,
                    body.DisplayName,
                    Role.Student,
                    new(body.Language, body.TimeZone)
                )
            )
        );
        return tokens
            .SignedIn(outcome, http, body.Refresh)
            .Created(AccountsApiJson.Default.SignedInAnswer, location: _ => null);
    }

    private static async Task<Results<JsonOk<SignedInAnswer>, ProblemResult>> LogIn(
        HttpContext http,
        Bodied<LogInBody> request,
        RefreshCookie cookie,
        SignInGuard guard,
        IAccountDirectory accounts,
        AccessTokens tokens
    )
    {
        var body = request.Body;
        if (cookie.Refuses(http, body.Refresh) is { } problem)
            return ProblemResult.Of(problem);
        var outcome = await guard.LogInAsync(http, body.Email, () => accounts.LogIn(body.Email, body.Password));
        return tokens.SignedIn(outcome, http, body.Refresh).Ok(AccountsApiJson.Default.SignedInAnswer);
    }

    private static async Task<Results<JsonOk<SignedInAnswer>, ProblemResult>> Refresh(
        HttpContext http,
        Bodied<RefreshTokenBody> request,
        RefreshCookie cookie,
        RateLimits limits,
        IAccountDirectory accounts,
        AccessTokens tokens,
        ISessions sessions
    )
    {
        var body = request.Body;
        if (cookie.Refuses(http, body.Refresh) is { } problem)
            return ProblemResult.Of(problem);
        var token = body.RefreshToken ?? RefreshCookie.TokenOf(http) ?? "";
        var isOurs = accounts.TryByRefreshToken(token, out var account, out var session);
        if (!limits.TryTakeSession(http, isOurs ? session : null))
            return ProblemResult.Of(ApiProblems.RateLimited);
        Outcome<SignedIn> outcome = account is null ? AccountRefusals.TokenInvalid : await account.Refresh(token);
        if (outcome.Refusal == AccountRefusals.TokenReused)
            sessions.End(session);
        if (body is { Refresh: RefreshIn.Cookie, RefreshToken: null } && !outcome.Accepted)
            RefreshCookie.Forget(http);
        return tokens.SignedIn(outcome, http, body.Refresh).Ok(AccountsApiJson.Default.SignedInAnswer);
    }

    private static async Task<Results<NoContent, ProblemResult>> LogOut(
        HttpContext http,
        Bodied<RefreshTokenBody> request,
        RefreshCookie cookie,
        RateLimits limits,
        IAccountDirectory accounts,
        ISessions sessions
    )
    {
        var body = request.Body;
        if (cookie.Refuses(http, body.Refresh) is { } problem)
            return ProblemResult.Of(problem);
        var token = body.RefreshToken ?? RefreshCookie.TokenOf(http) ?? "";
        if (body.Refresh == RefreshIn.Cookie)
            RefreshCookie.Forget(http);
        var isOurs = accounts.TryByRefreshToken(token, out var account, out var session);
        if (!limits.TryTakeSession(http, isOurs ? session : null))
            return ProblemResult.Of(ApiProblems.RateLimited);
        if (account is null)
            return ProblemResult.Of(AccountRefusals.TokenInvalid);
        var outcome = await account.LogOut(token);
        if (outcome.Accepted)
            sessions.End(session);
        return outcome.NoContent();
    }

    private static async Task<Results<JsonOk<MeAnswer>, ProblemResult>> Me(AccessTicket ticket, IGrainFactory grains)
    {
        Outcome<MeAnswer> outcome = await grains.GetGrain<IAccountGrain>(ticket.Caller.Key).Get() is { } me
            ? new MeAnswer(
                me.Id,
                me.Email,
                me.DisplayName,
                me.Role,
                me.Organization,
                me.RegisteredAt,
                me.Preferences.Language,
                me.Preferences.TimeZone,
                me.Picture
            )
            : AccountRefusals.NotFound;
        return outcome.Ok(AccountsApiJson.Default.MeAnswer);
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangeMe(
        Command<ProfileBody> command,
        IGrainFactory grains
    )
    {
        var body = command.Body;
        var account = grains.GetGrain<IAccountGrain>(command.Caller.Key);
        return (
            await account.ChangeProfile(
                new(command.Caller, command.Key, body.DisplayName, new(body.Language, body.TimeZone))
            )
        ).NoContent();
    }

    // No key goes along: the hash of this request would be one of the password. A repeat finds its session ended.
    private static async Task<Results<NoContent, ProblemResult>> EraseMe(
        HttpContext http,
        Command<ConfirmBody> command,
        SignInGuard guard,
        IGrainFactory grains,
        ISessions sessions
    )
    {
        var account = grains.GetGrain<IAccountGrain>(command.Caller.Key);
        var outcome = await guard.ConfirmAsync(http, command.Caller.User, () =>
            account.Erase(command.Caller, key: null, command.Body.Password)
        );
        if (outcome.Accepted)
            sessions.End(http.Ticket().Session);
        return outcome.NoContent();
    }

    private static async Task<Results<NoContent, ProblemResult>> Erase(
        Command command,
        Guid userId,
        IGrainFactory grains
    )
    {
        var account = grains.GetGrain<IAccountGrain>(GrainKey.Of(command.Caller.Organization, userId));
        return (await account.Erase(command.Caller, command.Key, password: null)).NoContent();
    }

    private static Outcome<SignedInAnswer> SignedIn(
        this AccessTokens tokens,
        Outcome<SignedIn> outcome,
        HttpContext http,
        RefreshIn? refresh
    )
    {
        Outcome<SignedInAnswer> answer = outcome.Accepted ? SignedInAnswer.Of(outcome.Answer, tokens) : outcome.Refusal;
        return refresh == RefreshIn.Cookie ? RefreshCookie.Keep(http, answer) : answer;
    }

    private static RouteHandlerBuilder MayUseCookie(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblems(ApiProblems.OriginNotAllowed, ApiProblems.CookieNeedsHttps);
}
