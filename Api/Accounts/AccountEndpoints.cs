using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Api.Requests;
using Academy.Api.Traffic;
using Academy.Commands;
using Academy.Identifiers;
using Orleans;

namespace Academy.Api.Accounts;

/// <summary>Registering, logging in and out, and who one is.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Accounts").Access(AccessRule.Open).Limited(RateGroup.SignIn);
        auth.MapPost("/register", Register)
            .Says("Creates a student's account and signs in.")
            .Takes<RegisterBody>()
            .Answers<SignedInAnswer>(201)
            .Refuses(AccountRefusals.EmailTaken, AccountRefusals.Erased);
        auth.MapPost("/login", LogIn)
            .Says("Signs in with e-mail address and password.")
            .Takes<LogInBody>()
            .Answers<SignedInAnswer>()
            .Refuses(AccountRefusals.WrongCredentials);
        auth.MapPost("/refresh", Refresh)
            .Says("Exchanges a refresh token for new tokens; the old one dies.")
            .Takes<RefreshTokenBody>()
            .Answers<SignedInAnswer>()
            .Refuses(AccountRefusals.TokenInvalid, AccountRefusals.TokenReused);
        auth.MapPost("/logout", LogOut)
            .Says("Ends the session that a refresh token belongs to.")
            .Takes<RefreshTokenBody>()
            .Answers(204)
            .Refuses(AccountRefusals.TokenInvalid);

        api.MapGet("/me", Me)
            .Says("The caller's own account.")
            .WithTags("Accounts")
            .Access(AccessRule.SignedIn)
            .Answers<MeAnswer>()
            .Refuses(AccountRefusals.NotFound);

        api.MapDelete("/me", EraseMe)
            .Says("Erases the caller for ever; the password confirms it.")
            .WithTags("Accounts")
            .Access(AccessRule.SignedIn)
            .Takes<ConfirmBody>()
            .Answers(204)
            .Refuses(AccountRefusals.WrongPassword, AccountRefusals.NotFound);
        api.MapDelete("/users/{userId:id}", Erase)
            .Says("Erases a person of the admin's organization for ever.")
            .WithTags("Accounts")
            .Access(AccessRule.Admin)
            .Answers(204)
            .Refuses(AccountRefusals.NotFound);
    }

    private static async Task<IResult> Register(
        Bodied<RegisterBody> request,
        IAccountDirectory accounts,
        IdSource ids,
        AccessTokens tokens,
        AccessTokenOptions options
    )
    {
        var body = request.Body;
        var user = request.Key is { } key
            ? DerivedId.Of("account", Guid.Empty, $"{key.Id}\n{EmailAddress.Normalize(body.Email)}")
            : ids.Next();
        var outcome = await accounts.Register(
            new(OrganizationId.Default, new UserId(user), body.Email, body.Password, body.DisplayName, Role.Student)
        );
        return SignedInAs(outcome, StatusCodes.Status201Created, tokens, options);
    }

    private static async Task<IResult> LogIn(
        HttpContext http,
        Bodied<LogInBody> request,
        IAccountDirectory accounts,
        RateLimits limits,
        AccessTokens tokens,
        AccessTokenOptions options
    )
    {
        var body = request.Body;
        if (!limits.TryLogIn(http, body.Email))
            return new ProblemAnswer(ApiProblems.RateLimited.Problem());
        var outcome = await accounts.LogIn(body.Email, body.Password);
        return SignedInAs(outcome, StatusCodes.Status200OK, tokens, options);
    }

    private static async Task<IResult> Refresh(
        Bodied<RefreshTokenBody> request,
        IAccountDirectory accounts,
        AccessTokens tokens,
        AccessTokenOptions options,
        ISessions sessions
    )
    {
        var token = request.Body.RefreshToken;
        if (!accounts.TryByRefreshToken(token, out var account, out var session))
            return OutcomeAnswers.Refused(AccountRefusals.TokenInvalid);
        var outcome = await account.Refresh(token);
        if (outcome.Refusal == AccountRefusals.TokenReused)
            sessions.End(session);
        return SignedInAs(outcome, StatusCodes.Status200OK, tokens, options);
    }

    private static async Task<IResult> LogOut(
        Bodied<RefreshTokenBody> request,
        IAccountDirectory accounts,
        ISessions sessions
    )
    {
        var token = request.Body.RefreshToken;
        if (!accounts.TryByRefreshToken(token, out var account, out var session))
            return OutcomeAnswers.Refused(AccountRefusals.TokenInvalid);
        var outcome = await account.LogOut(token);
        if (outcome.Accepted)
            sessions.End(session);
        return outcome.NoContent();
    }

    private static async Task<IResult> Me(AccessTicket ticket, IGrainFactory grains)
    {
        Outcome<MeAnswer> outcome = await grains.GetGrain<IAccountGrain>(ticket.Caller.Key).Get() is { } me
            ? new MeAnswer(me.Id, me.Email, me.DisplayName, me.Role, me.Organization, me.RegisteredAt)
            : AccountRefusals.NotFound;
        return outcome.Ok(ApiJson.Default.MeAnswer);
    }

    // No key goes along: the hash of this request would be one of the password. A repeat finds its session ended.
    private static async Task<IResult> EraseMe(
        HttpContext http,
        Command<ConfirmBody> command,
        RateLimits limits,
        IGrainFactory grains,
        ISessions sessions
    )
    {
        if (!limits.TryLogIn(http, command.Caller.Actor))
            return new ProblemAnswer(ApiProblems.RateLimited.Problem());
        var account = grains.GetGrain<IAccountGrain>(command.Caller.Key);
        var outcome = await account.Erase(command.Caller, key: null, command.Body.Password);
        if (outcome.Accepted)
            sessions.End(http.Ticket().Session);
        return outcome.NoContent();
    }

    private static async Task<IResult> Erase(Command command, Guid userId, IGrainFactory grains)
    {
        var account = grains.GetGrain<IAccountGrain>(GrainKey.Of(command.Caller.Organization, userId));
        return (await account.Erase(command.Caller, command.Key, password: null)).NoContent();
    }

    private static IResult SignedInAs(
        Outcome<SignedIn> outcome,
        int status,
        AccessTokens tokens,
        AccessTokenOptions options
    ) =>
        outcome.Accepted
            ? new JsonAnswer<SignedInAnswer>(
                SignedInAnswer.Of(outcome.Answer, tokens, options),
                ApiJson.Default.SignedInAnswer,
                status
            )
            : OutcomeAnswers.Refused(outcome.Refusal);
}
