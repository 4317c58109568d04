using System.Reflection;
using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
using Academy.Operations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

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
        api.MapAudit();
        var ops = api.MapGroup("/ops").WithTags("Operations").RequireAuthorization(Access.Admin).Audited();
        api.MapVitals();
        ops.MapVitalsOfAll();
        ops.MapDashboardCookie();
        ops.MapGet("/outbox", Outbox)
            .WithSummary("Work for the outside that waits, the longest due first; or dead letters, the latest first.")
            .OrderedBy("the time when a row is due, or became a dead letter");
        ops.MapPost("/outbox/{rowId:id}/retry", Retry)
            .WithSummary("Has a dead letter tried again, from the first attempt on; any other row is left as it is.")
            .ProducesProblems(OperationsRefusals.RowNotFound);
        ops.MapGet("/housekeeping", Housekeeping)
            .WithSummary("What is done now and then by one process of the cluster, the next due first.")
            .OrderedBy("the time when a task is due");
        ops.MapGet("/cluster", Cluster)
            .WithSummary("The processes of the cluster, and the grains that were called most lately.");
        ops.MapGet("/grains/{type}/{organization}/{name}", Grain)
            .WithSummary("A grain's state without secrets, and the latest of its events and commands.")
            .ProducesProblems(OperationsRefusals.GrainNotFound);
        ops.MapGet("/traces/{traceId}", Trace)
            .WithSummary("The events that a request led to, by the traceId of its problem; without their content.");
    }

    private static async Task<JsonOk<Page<OutboxRow>>> Outbox(
        HttpContext http,
        AccessTicket ticket,
        OutboxQuery query,
        Paging paging,
        IOperationsAdminQueries queries
    )
    {
        var page = await queries.Outbox(ticket.Caller.Organization, query.State, paging.Request, http.RequestAborted);
        return new JsonOk<Page<OutboxRow>>(paging.Seal(page), OperationsApiJson.Default.PageOutboxRow);
    }

    private static async Task<Results<NoContent, ProblemResult>> Retry(
        HttpContext http,
        Guid rowId,
        Command command,
        IOperationsAdminQueries queries
    ) => (await queries.Retry(command.Caller, rowId, http.RequestAborted)).NoContent();

    private static async Task<JsonOk<Page<HousekeepingRow>>> Housekeeping(
        HttpContext http,
        AccessTicket ticket,
        Paging paging,
        IOperationsAdminQueries queries
    ) =>
        new JsonOk<Page<HousekeepingRow>>(
            paging.Seal(await queries.Housekeeping(ticket.Caller.Organization, paging.Request, http.RequestAborted)),
            OperationsApiJson.Default.PageHousekeepingRow
        );

    private static async Task<JsonOk<ClusterState>> Cluster(
        HttpContext http,
        AccessTicket ticket,
        IClusterAdminQueries queries
    ) =>
        new JsonOk<ClusterState>(
            await queries.Cluster(ticket.Caller.Organization, http.RequestAborted),
            OperationsApiJson.Default.ClusterState
        );

    private static async Task<Results<JsonOk<GrainState>, ProblemResult>> Grain(
        HttpContext http,
        AccessTicket ticket,
        string type,
        string organization,
        string name,
        IClusterAdminQueries queries
    ) =>
        (await queries.Grain(ticket.Caller, type, new OrganizationId(organization), name, http.RequestAborted)).Ok(
            OperationsApiJson.Default.GrainState
        );

    private static async Task<Results<JsonOk<Page<TracedEvent>>, ProblemResult>> Trace(
        HttpContext http,
        AccessTicket ticket,
        string traceId,
        Paging paging,
        ITraceAdminQueries queries
    )
    {
        if (!ticket.IsOfPlatform())
            return ProblemResult.Of(ApiProblems.Forbidden);
        if (!Guid.TryParseExact(traceId, "N", out var trace))
            return new ProblemResult(NoTrace);
        var page = await queries.Events(ticket.Caller, trace, paging.Request, http.RequestAborted);
        return new JsonOk<Page<TracedEvent>>(paging.Seal(page), OperationsApiJson.Default.PageTracedEvent);
    }
}

/// <summary><c>?state=</c> of the outbox.</summary>
internal sealed class OutboxQuery(OutboxState state, Problem? fault) : IFaulty, IEndpointParameterMetadataProvider
{
    public OutboxState State => state;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(builder, new QueryParameter("state", "waiting or dead; dead when left out."));

    public static ValueTask<OutboxQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var state = fields.Choice<OutboxState>("state") ?? OutboxState.Dead;
        return new(new OutboxQuery(state, fields.Problem));
    }
}
