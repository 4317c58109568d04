using System.Reflection;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
using Academy.Gamification;
using Academy.Streams;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Orleans;

namespace Academy.Api.Gamification;

/// <summary>One's own game, and the leaderboards.</summary>
internal static class GamificationEndpoints
{
    public static void MapGamification(this IEndpointRouteBuilder api)
    {
        var game = api.MapGroup("/gamification").WithTags("Gamification").RequireAuthorization(Access.SignedIn);
        game.MapGet("/me", Me).WithSummary("The caller's experience, level and streak.");
        game.MapGet("/activity", Activity)
            .WithSummary(
                "What the caller earned on each of the last seven days (UTC), and the latest of it with its cause."
            );
        game.MapGet("/leaderboard", Leaderboard)
            .WithSummary("The best of a time frame or a course, and the caller's own rank.")
            .ProducesProblems(LeaderboardRefusals.NotFound);
    }

    private static async Task<JsonOk<GameView>> Me(AccessTicket ticket, IGrainFactory grains) =>
        new JsonOk<GameView>(
            await grains.GetGrain<IGamificationGrain>(ticket.Caller.Key).GetGame(),
            GamificationApiJson.Default.GameView
        );

    private static async Task<JsonOk<GameActivity>> Activity(
        HttpContext http,
        AccessTicket ticket,
        IGameQueries queries,
        TimeProvider clock
    ) =>
        new(
            await queries.Activity(
                ticket.Caller.Organization,
                ticket.Caller.User,
                DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime),
                http.RequestAborted
            ),
            GamificationApiJson.Default.GameActivity
        );

    private static async Task<Results<JsonOk<LeaderboardView>, ProblemResult>> Leaderboard(
        HttpContext http,
        AccessTicket ticket,
        LeaderboardQuery query,
        StreamOwners owners,
        IGrainFactory grains
    )
    {
        var caller = ticket.Caller;
        if (!await owners.LetsIn(caller, new StreamName("leaderboard", query.Scope), http.RequestAborted))
            return ProblemResult.Of(LeaderboardRefusals.NotFound);
        var board = grains.GetGrain<ILeaderboardGrain>(GrainKey.Of(caller.Organization, query.Scope));
        return (await board.Get(caller, query.Limit)).Ok(GamificationApiJson.Default.LeaderboardView);
    }
}

internal enum Timeframe
{
    All,
    Monthly,
    Weekly,
}

/// <summary><c>?timeframe=&amp;courseId=&amp;limit=</c> of the leaderboard.</summary>
internal sealed class LeaderboardQuery(Timeframe timeframe, Guid? course, int limit, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    private const int LimitDefault = 10;

    public Guid? Course => course;

    /// <summary>The board's name.</summary>
    public string Scope => course is { } id ? $"course-{id:D}" : timeframe.ToString().ToLowerInvariant();

    public int Limit => limit;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(
            builder,
            new("timeframe", "all, monthly or weekly; all when left out."),
            new("courseId", "The board of one course instead."),
            new("limit", $"Entries, 1 to {LeaderboardLimits.EntriesMax}; 10 when left out.")
        );

    public static ValueTask<LeaderboardQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var timeframe = fields.Choice<Timeframe>("timeframe") ?? Timeframe.All;
        var course = fields.Id("courseId");
        var limit = fields.Integer("limit", 1, LeaderboardLimits.EntriesMax, otherwise: LimitDefault);
        if (course is not null && timeframe != Timeframe.All)
            fields.Wrong("timeframe", "A course's board has no time frames: leave it out.");
        return new(new LeaderboardQuery(timeframe, course, limit, fields.Problem));
    }
}
