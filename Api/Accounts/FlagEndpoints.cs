using System.Reflection;
using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Operations;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Accounts;

/// <summary>What admins should look at.</summary>
internal static class FlagEndpoints
{
    public static void MapFlags(this IEndpointRouteBuilder api)
    {
        var flags = api.MapGroup("/admin/flags").WithTags("Accounts").RequireAuthorization(Access.Admin).Audited();
        flags
            .MapGet("/", List)
            .WithSummary("Names that look like those of staff, and accounts that share an address; the latest first.");
        flags
            .MapPost("/{flagId:id}/dismiss", Dismiss)
            .WithSummary("Takes a flag off the list of what is to be looked at, under the name of the admin.")
            .ProducesProblems(FlagRefusals.NotFound);
    }

    private static async Task<JsonOk<Page<Flag>>> List(
        HttpContext http,
        AccessTicket ticket,
        FlagQuery query,
        Paging paging,
        IFlags flags
    )
    {
        var page = await flags.List(ticket.Caller.Organization, query.State, paging.Request, http.RequestAborted);
        return new JsonOk<Page<Flag>>(paging.Seal(page), AccountsApiJson.Default.PageFlag);
    }

    private static async Task<Results<NoContent, ProblemResult>> Dismiss(
        HttpContext http,
        Guid flagId,
        Command command,
        IFlags flags
    ) => (await flags.Dismiss(command.Caller, flagId, http.RequestAborted)).NoContent();
}

/// <summary><c>?state=</c> of the flags.</summary>
internal sealed class FlagQuery(FlagState state, Problem? fault) : IFaulty, IEndpointParameterMetadataProvider
{
    public FlagState State => state;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(builder, new QueryParameter("state", "open or dismissed; open when left out."));

    public static ValueTask<FlagQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var state = fields.Choice<FlagState>("state") ?? FlagState.Open;
        return new(new FlagQuery(state, fields.Problem));
    }
}
