using Academy.Accounts;
using Academy.Accounts.Invitations;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Api.Traffic;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;
using Orleans;

namespace Academy.Api.Accounts;

/// <summary>Inviting people, and accepting. The token of the link stands for a person who has no account yet.</summary>
internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        var admin = api.MapGroup("/admin/invitations")
            .WithTags("Accounts")
            .RequireAuthorization(Access.Admin)
            .Audited();
        admin
            .MapPost("/", Invite)
            .WithSummary("Invites the owner of an e-mail address; where there is mail, they are sent the link.")
            .ProducesProblems(InvitationRefusals.HasAccount, InvitationRefusals.TooMany);
        admin.MapGet("/", List).WithSummary("Invitations that nobody has accepted yet; the latest first.");
        admin
            .MapDelete("/{invitationId:id}", Withdraw)
            .WithSummary("Makes the link of an invitation useless.")
            .ProducesProblems(InvitationRefusals.NotFound);

        var auth = api.MapGroup("/auth/invitations")
            .WithTags("Accounts")
            .AllowAnonymous()
            .RequireRateLimit(RateGroup.SignIn);
        auth.MapPost("/look", Look)
            .WithSummary("What the token of an invitation's link is good for.")
            .ProducesProblems(InvitationRefusals.LinkOfNoUse);
        auth.MapPost("/accept", Accept)
            .WithSummary("Accepts an invitation, once: makes the account with its role, and signs in.")
            .RequireRateLimit(RateGroup.ByBody)
            .ProducesProblems(
                InvitationRefusals.LinkOfNoUse,
                InvitationRefusals.HasAccount,
                AccountRefusals.WrongCredentials,
                AccountRefusals.Erased
            )
            .MayUseCookie();
    }

    private static async Task<Results<JsonCreated<InvitationAnswer>, ProblemResult>> Invite(
        Command<InvitationBody> command,
        IGrainFactory grains,
        IInvitationDirectory invitations
    )
    {
        var (caller, id) = (command.Caller, command.NewId("invitation"));
        var outcome = await grains
            .GetGrain<IInvitationGrain>(GrainKey.Of(caller.Organization, id))
            .Invite(caller, command.Key, new(command.Body.Email, command.Body.Role));
        Outcome<InvitationAnswer> answer = outcome.Accepted
            ? InvitationAnswer.Of(outcome.Answer) with
            {
                Path = invitations.PathOf(caller.Organization, id),
            }
            : outcome.Refusal;
        return answer.Created(AccountsApiJson.Default.InvitationAnswer, location: _ => null);
    }

    private static async Task<JsonOk<Page<InvitationAnswer>>> List(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IInvitationDirectory invitations
    )
    {
        var page = await invitations.List(ticket.Caller.Organization, paging.Request, http.RequestAborted);
        return new(
            paging.Seal(new Page<InvitationAnswer>([.. page.Items.Select(InvitationAnswer.Of)], page.NextCursor)),
            AccountsApiJson.Default.PageInvitationAnswer
        );
    }

    private static async Task<Results<NoContent, ProblemResult>> Withdraw(
        Command command,
        Guid invitationId,
        IGrainFactory grains
    )
    {
        var invitation = grains.GetGrain<IInvitationGrain>(GrainKey.Of(command.Caller.Organization, invitationId));
        return (await invitation.Withdraw(command.Caller, command.Key)).NoContent();
    }

    private static async Task<Results<JsonOk<InvitedAnswer>, ProblemResult>> Look(
        Bodied<InvitationTokenBody> request,
        IInvitationDirectory invitations
    )
    {
        Outcome<InvitedAnswer> answer =
            invitations.TryFind(request.Body.Token, out var grain) && await grain.Get() is { } invitation
                ? new InvitedAnswer(invitation.Email, invitation.Role, invitation.ExpiresAt)
                : InvitationRefusals.LinkOfNoUse;
        return answer.Ok(AccountsApiJson.Default.InvitedAnswer);
    }

    private static async Task<Results<JsonCreated<SignedInAnswer>, ProblemResult>> Accept(
        HttpContext http,
        Bodied<AcceptInvitationBody> request,
        RefreshCookie cookie,
        SignInGuard guard,
        IInvitationDirectory invitations,
        AccessTokens tokens
    )
    {
        var body = request.Body;
        if (cookie.Refuses(http, body.Refresh) is { } problem)
            return ProblemResult.Of(problem);
        if (!invitations.TryFind(body.Token, out var grain) || await grain.Get() is not { } invitation)
            return ProblemResult.Of(InvitationRefusals.LinkOfNoUse);
        var accepting = new AcceptInvitation(body.Password, body.DisplayName, new(body.Language, body.TimeZone));
        // The address may already have an account. Its password is then checked, with the same limits as at log-in.
        var outcome = await guard.LogInAsync(http, invitation.Email, () => grain.Accept(accepting));
        return tokens
            .SignedIn(outcome, http, body.Refresh)
            .Created(AccountsApiJson.Default.SignedInAnswer, location: _ => null);
    }
}
