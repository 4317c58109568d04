using System.Reflection;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Catalog;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Catalog;

/// <summary>
/// <c>?search=&amp;category=&amp;level=</c> of the list of courses; what is empty does not narrow it.
/// </summary>
internal sealed class CourseSearchQuery(CourseSearch search, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    private const int SearchMax = 200;

    public CourseSearch Search => search;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(
            builder,
            new("search", "Words to look for, as a person types them."),
            new("category", "Courses of this category only."),
            new("level", "Courses of this level only: beginner, intermediate or advanced.")
        );

    public static ValueTask<CourseSearchQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var search = new CourseSearch(
            fields.Text("search", SearchMax),
            fields.Text("category", CatalogLimits.CategoryMax),
            fields.Choice<CourseLevel>("level")
        );
        return new(new CourseSearchQuery(search, fields.Problem));
    }
}
