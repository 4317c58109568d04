using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
using Academy.Operations;

namespace Academy.Api.Operations;

/// <summary>What an operator looks after.</summary>
internal static class OperationsEndpoints
{
    private static readonly Problem NoTrace = ApiProblems.Validation.Problem(
        errors: new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["traceId"] = ["It must have 32 hexadecimal digits."],
        }
    );

    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var ops = api.MapGroup("/ops").WithTags("Operations").Access(AccessRule.Admin);
        ops.MapGet("/outbox", Outbox)
            .Says("Work for the outside that waits, the longest due first; or dead letters, the latest first.")
            .Queried("state", "waiting or dead; dead when left out.")
            .Paged()
            .Answers<Page<OutboxRow>>();
        ops.MapPost("/outbox/{rowId:id}/retry", Retry)
            .Says("Has a dead letter tried again, from the first attempt on; any other row is left as it is.")
            .Answers(204)
            .Refuses(OperationsRefusals.RowNotFound);
        ops.MapGet("/housekeeping", Housekeeping)
            .Says("What is done now and then by one process of the cluster, the next due first.")
            .Answers<Page<HousekeepingRow>>();
        ops.MapGet("/cluster", Cluster)
            .Says("The processes of the cluster, and the grains that were called most lately.")
            .Answers<ClusterState>();
        ops.MapGet("/grains/{type}/{organization}/{name}", Grain)
            .Says(
                "A grain's state without secrets, and the latest of its events and commands. That somebody looked is logged."
            )
            .Answers<GrainState>()
            .Refuses(OperationsRefusals.GrainNotFound);
        ops.MapGet("/traces/{traceId}", Trace)
            .Says(
                "The events that a request led to, by the traceId of its problem; without their content. That somebody looked is logged."
            )
            .Paged()
            .Answers<Page<TracedEvent>>();
    }

    private static async Task<IResult> Outbox(
        HttpContext http,
        AccessTicket ticket,
        OutboxQuery query,
        Paging paging,
        IOperationsAdminQueries queries,
        Cursors cursors
    )
    {
        var page = await queries.Outbox(ticket.Caller.Organization, query.State, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<OutboxRow>>(cursors.Seal(page, http.Request.Path), ApiJson.Default.PageOutboxRow);
    }

    private static async Task<IResult> Retry(
        HttpContext http,
        Guid rowId,
        Command command,
        IOperationsAdminQueries queries
    ) => (await queries.Retry(command.Caller, rowId, http.RequestAborted)).NoContent();

    private static async Task<IResult> Housekeeping(
        HttpContext http,
        AccessTicket ticket,
        IOperationsAdminQueries queries
    ) =>
        new JsonAnswer<Page<HousekeepingRow>>(
            await queries.Housekeeping(ticket.Caller.Organization, http.RequestAborted),
            ApiJson.Default.PageHousekeepingRow
        );

    private static async Task<IResult> Cluster(HttpContext http, AccessTicket ticket, IClusterAdminQueries queries) =>
        new JsonAnswer<ClusterState>(
            await queries.Cluster(ticket.Caller.Organization, http.RequestAborted),
            ApiJson.Default.ClusterState
        );

    private static async Task<IResult> Grain(
        HttpContext http,
        AccessTicket ticket,
        string type,
        string organization,
        string name,
        IClusterAdminQueries queries
    ) =>
        (await queries.Grain(ticket.Caller, type, new OrganizationId(organization), name, http.RequestAborted)).Ok(
            ApiJson.Default.GrainState
        );

    private static async Task<IResult> Trace(
        HttpContext http,
        AccessTicket ticket,
        string traceId,
        Paging paging,
        ITraceAdminQueries queries,
        Cursors cursors
    )
    {
        if (!ticket.IsOfPlatform())
            return new ProblemAnswer(ApiProblems.Forbidden.Problem());
        if (!Guid.TryParseExact(traceId, "N", out var trace))
            return new ProblemAnswer(NoTrace);
        var page = await queries.Events(ticket.Caller, trace, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<TracedEvent>>(
            cursors.Seal(page, http.Request.Path),
            ApiJson.Default.PageTracedEvent
        );
    }
}

/// <summary><c>?state=</c> of the outbox.</summary>
internal sealed class OutboxQuery(OutboxState state, Problem? fault) : IFaulty
{
    public OutboxState State => state;

    public Problem? Fault => fault;

    public static ValueTask<OutboxQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var state = fields.Choice<OutboxState>("state") ?? OutboxState.Dead;
        return new(new OutboxQuery(state, fields.Problem));
    }
}
