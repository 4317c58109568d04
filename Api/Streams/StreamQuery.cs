using System.Reflection;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Streams;

/// <summary>How a read waits for what comes.</summary>
internal enum LiveMode
{
    /// <summary>Until something came, or for a while.</summary>
    LongPoll,

    /// <summary>As server-sent events, for a longer while.</summary>
    Sse,
}

/// <summary><c>?offset=&amp;live=&amp;cursor=</c>.</summary>
internal sealed class StreamQuery(StreamOffset offset, LiveMode? live, int? cursor, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    private const string LongPoll = "long-poll",
        Sse = "sse";

    public StreamOffset Offset => offset;

    /// <summary>Null: answer with what is there.</summary>
    public LiveMode? Live => live;

    /// <summary>The cursor of the answer before.</summary>
    public int? Cursor => cursor;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(
            builder,
            new(
                "offset",
                "An offset that this stream gave; -1, or nothing, for its beginning, which is a snapshot; now "
                    + "for its end."
            ),
            new(
                "live",
                "long-poll waits for the next message, sse goes on as server-sent events; only with an offset."
            ),
            new("cursor", "The Stream-Cursor of the live read before.")
        );

    public static ValueTask<StreamQuery> BindAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var fields = new QueryFields(query);
        var live = fields.Text("live", max: 20) switch
        {
            null => (LiveMode?)null,
            LongPoll => LiveMode.LongPoll,
            Sse => LiveMode.Sse,
            _ => Wrong<LiveMode?>(fields, "live", $"It must be {LongPoll} or {Sse}."),
        };
        var offset = query["offset"] switch
        {
            [] => live is null
                ? StreamOffset.Beginning
                : Wrong<StreamOffset>(fields, "offset", "It is required of a live read."),
            [{ } text] when StreamOffset.TryParse(text, out var read) => read,
            _ => Wrong<StreamOffset>(fields, "offset", "It must be one offset that this stream gave, -1 or now."),
        };
        var cursor = fields.Integer("cursor", 0, int.MaxValue - 1, otherwise: -1);
        return new(new StreamQuery(offset, live, cursor < 0 ? null : cursor, fields.Problem));
    }

    private static T? Wrong<T>(QueryFields fields, string name, string rule)
    {
        fields.Wrong(name, rule);
        return default;
    }
}
