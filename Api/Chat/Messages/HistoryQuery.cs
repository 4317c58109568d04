using System.Globalization;
using System.Reflection;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Messages;
using Academy.Commands;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Chat.Messages;

/// <summary>Which messages of a room are asked for, by at most one parameter.</summary>
internal sealed class HistoryQuery(HistoryRequest request, bool unread, ListCursors cursors, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    private static readonly string[] Ways = ["before", "after", "around", "date", "unread", "cursor"];

    public HistoryRequest Request => request;

    /// <summary>Around the first message that the caller has not read.</summary>
    public bool Unread => unread;

    public Problem? Fault => fault;

    /// <summary>The page as a client gets it.</summary>
    public MessagesAnswer Seal(MessagePage page) =>
        new(
            page.Items,
            page.NextCursor is { } next ? cursors.Seal(PageCursor.Of(next), asOf: null) : null,
            page.HasNewer
        );

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder)
    {
        QueryParameter.AddTo(
            builder,
            new("before", "Messages before this number, or the nextCursor of the previous page.", false),
            new("after", "Messages after this number.", false),
            new("around", "The message of this number and its neighbours.", false),
            new("date", "The first message of this day or instant and its neighbours.", false),
            new("unread", "true: the first message that the caller has not read and its neighbours.", false)
        );
        QueryParameter.AddTo(builder, QueryParameter.Page);
    }

    public static ValueTask<HistoryQuery> BindAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var fields = new QueryFields(query);
        var cursors = ListCursors.Of(http);
        var limit = fields.Integer("limit", 1, PageRequest.LimitMax, otherwise: PageRequest.LimitDefault);
        if (Ways.Count(query.ContainsKey) > 1)
            fields.Wrong("before", $"At most one of {string.Join(", ", Ways)} says where.");
        var request = new HistoryRequest(
            limit,
            cursors.Number(fields, "before") ?? cursors.Number(fields, "cursor"),
            fields.Number("after"),
            fields.Number("around"),
            fields.Time("date")
        );
        var unread = fields.Text("unread", max: 5);
        if (unread is not (null or "true" or "false"))
            fields.Wrong("unread", "It must be true or false.");
        return new(new HistoryQuery(request, unread == "true", cursors, fields.Problem));
    }
}
