using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Catalog;

namespace Academy.Api.Catalog;

/// <summary>
/// <c>?search=&amp;category=&amp;level=</c> of the list of courses; what is empty does not narrow it.
/// </summary>
internal sealed class CourseSearchQuery(CourseSearch search, Problem? fault) : IFaulty
{
    private const int SearchMax = 200;

    public CourseSearch Search => search;

    public Problem? Fault => fault;

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
