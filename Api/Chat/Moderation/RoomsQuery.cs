using System.Reflection;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Chat.Moderation;

/// <summary><c>?search=</c> of the list of all rooms.</summary>
internal sealed class RoomsQuery(string? search, Problem? fault) : IFaulty, IEndpointParameterMetadataProvider
{
    /// <summary>Null: all rooms.</summary>
    public string? Search => search;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(builder, new QueryParameter("search", "Words of the title, or of a member's name."));

    public static ValueTask<RoomsQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var search = fields.Text("search", ChatLimits.SearchTextMax);
        return new(new RoomsQuery(search, fields.Problem));
    }
}
