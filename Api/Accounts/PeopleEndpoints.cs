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
using Orleans;

namespace Academy.Api.Accounts;

/// <summary>Administrators list the accounts of their organization and change roles.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        var people = api.MapGroup("/admin/people").WithTags("Accounts").RequireAuthorization(Access.Admin).Audited();
        people.MapGet("/", List).WithSummary("The accounts of the organization; the latest registered first.");
        people
            .MapPut("/{userId:id}/role", ChangeRole)
            .WithSummary("Makes somebody a student, an instructor or an admin; it takes effect at once everywhere.")
            .ProducesProblems(AccountRefusals.NotFound, AccountRefusals.StillNeededFor([]));
    }

    private static async Task<JsonOk<Page<PersonRow>>> List(
        HttpContext http,
        AccessTicket ticket,
        PeopleQuery query,
        Paging paging,
        IPeopleQueries people
    )
    {
        var page = await people.List(
            ticket.Caller.Organization,
            query.Search,
            query.Role,
            paging.Request,
            http.RequestAborted
        );
        return new(paging.Seal(page), AccountsApiJson.Default.PagePersonRow);
    }

    private static async Task<Results<NoContent, ProblemResult>> ChangeRole(
        Command<RoleBody> command,
        Guid userId,
        IGrainFactory grains
    )
    {
        var account = grains.GetGrain<IAccountGrain>(GrainKey.Of(command.Caller.Organization, userId));
        return (await account.ChangeRole(command.Caller, command.Key, command.Body.Role)).NoContent();
    }
}

/// <summary><c>?search=&amp;role=</c> of the people.</summary>
internal sealed class PeopleQuery(string? search, Role? role, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    private const int SearchMax = 200;

    public string? Search => search;

    public Role? Role => role;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(
            builder,
            new("search", "Words of a name, as a person types them; or a whole e-mail address."),
            new("role", "People with this role only: student, instructor or admin.")
        );

    public static ValueTask<PeopleQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        return new(new PeopleQuery(fields.Text("search", SearchMax), fields.Choice<Role>("role"), fields.Problem));
    }
}
