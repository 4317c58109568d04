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
    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        var ops = api.MapGroup("/ops").WithTags("Operations").Access(AccessRule.Admin);
        ops.MapGet("/outbox", Outbox).Says("Work for the outside that waits, the longest due first; or dead letters, the latest first.")
            .Queried("state", "waiting or dead; dead when left out.").Paged().Answers<Page<OutboxRow>>();
        ops.MapPost("/outbox/{rowId:id}/retry", Retry)
            .Says("Has a dead letter tried again, from the first attempt on; any other row is left as it is.")
            .Answers(204).Refuses(OperationsRefusals.RowNotFound);
        ops.MapGet("/reminders", Reminders).Says("Timers of grains that outlive processes, the next due first.")
            .Paged().Answers<Page<ReminderRow>>();
    }

    private static async Task<IResult> Outbox(
        HttpContext http, AccessTicket ticket, OutboxQuery query, Paging paging, IOperationsDesk desk, Cursors cursors)
    {
        var page = await desk.Outbox(ticket.Caller.Organization, query.State, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<OutboxRow>>(cursors.Seal(page, http.Request.Path), ApiJson.Default.PageOutboxRow);
    }

    private static async Task<IResult> Retry(HttpContext http, Guid rowId, Command command, IOperationsDesk desk) =>
        (await desk.Retry(command.Caller, rowId, http.RequestAborted)).NoContent();

    private static async Task<IResult> Reminders(
        HttpContext http, AccessTicket ticket, Paging paging, IOperationsDesk desk, Cursors cursors)
    {
        var page = await desk.Reminders(ticket.Caller.Organization, paging.Request, http.RequestAborted);
        return new JsonAnswer<Page<ReminderRow>>(cursors.Seal(page, http.Request.Path), ApiJson.Default.PageReminderRow);
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
