using System.Reflection;
using Academy.Accounts;
using Academy.Api.Answers;
using Academy.Api.Authentication;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Commands;
using Academy.Operations;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Operations;

/// <summary>What admins looked at by the power of their role; looking at that is written down, too.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/admin/audit", List)
            .WithSummary("What admins of the organization looked at by the power of their role, the latest first.")
            .WithTags("Operations")
            .RequireAuthorization(Access.Admin)
            .Audited();

    private static async Task<JsonOk<Page<AuditRow>>> List(
        HttpContext http,
        AccessTicket ticket,
        AuditQuery query,
        Paging paging,
        IAuditQueries audit
    )
    {
        var page = await audit.List(ticket.Caller.Organization, query.Search, paging.Request, http.RequestAborted);
        return new JsonOk<Page<AuditRow>>(paging.Seal(page), OperationsApiJson.Default.PageAuditRow);
    }
}

/// <summary>Whose rows, and of which time.</summary>
internal sealed class AuditQuery(AuditSearch search, Problem? fault) : IFaulty, IEndpointParameterMetadataProvider
{
    public AuditSearch Search => search;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(
            builder,
            new QueryParameter("actorId", "Whose rows; everybody's when left out."),
            new QueryParameter("from", "From this time or day (UTC) on."),
            new QueryParameter("until", "Before this time or day (UTC).")
        );

    public static ValueTask<AuditQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var search = new AuditSearch(
            fields.Id("actorId") is { } actor ? new UserId(actor) : null,
            fields.Time("from"),
            fields.Time("until")
        );
        return new(new AuditQuery(search, fields.Problem));
    }
}
