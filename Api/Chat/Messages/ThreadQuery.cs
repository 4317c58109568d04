using System.Reflection;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat.Messages;
using Academy.Commands;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Chat.Messages;

/// <summary>Which answers of a thread are asked for: those after a number, the oldest first.</summary>
internal sealed class ThreadQuery(int limit, long after, ListCursors cursors, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    public int Limit => limit;

    public long After => after;

    public Problem? Fault => fault;

    /// <param name="found">Up to one more than the page has.</param>
    public Page<MessageView> Seal(IReadOnlyList<MessageView> found) =>
        Page<MessageView>.Of(found, limit, last => cursors.Seal(PageCursor.Of(last.Seq), asOf: null));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        QueryParameter.AddTo(
            builder,
            new QueryParameter("after", "Those after this number, or the nextCursor of the previous page.", false)
        );
        QueryParameter.AddTo(builder, QueryParameter.Page);
    }

    public static ValueTask<ThreadQuery> BindAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var fields = new QueryFields(query);
        var cursors = ListCursors.Of(http);
        var limit = fields.Integer("limit", 1, PageRequest.LimitMax, otherwise: PageRequest.LimitDefault);
        if (query.ContainsKey("after") && query.ContainsKey("cursor"))
            fields.Wrong("after", "At most one of after, cursor says where.");
        var after = cursors.Number(fields, "after") ?? cursors.Number(fields, "cursor") ?? 0;
        return new(new ThreadQuery(limit, after, cursors, fields.Problem));
    }
}
