using System.Reflection;
using Academy.Api.Answers;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Streams;

/// <summary>
/// A part of a stream as an answer of its own: a JSON array, or nothing where a long poll has waited in vain.
/// </summary>
/// <param name="isTagged">It may be asked for again by its entity tag; what comes after "now" has none.</param>
/// <param name="cursor">With live reads.</param>
internal sealed class StreamAnswer(StreamPart part, bool isTagged, string? cursor = null)
    : IResult,
        IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(
                StatusCodes.Status200OK,
                typeof(StreamItem[]),
                ["application/json", "text/event-stream"]
            )
        );
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        StreamHeaders.Write(response, part, cursor);
        if (cursor is not null && part.Items.Count == 0)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        response.ContentType = "application/json";
        using var json = PooledJson.Serialize(part.Items, StreamsApiJson.Default.IReadOnlyListStreamItem);
        if (isTagged && IsUnchanged(httpContext, EntityTag.Of(json.Written.Span)))
        {
            response.ContentType = null;
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentLength = json.Written.Length;
        await response.BodyWriter.WriteAsync(json.Written, httpContext.RequestAborted);
    }

    private static bool IsUnchanged(HttpContext http, string tag)
    {
        http.Response.Headers.ETag = tag;
        return EntityTag.Matches(http.Request.Headers.IfNoneMatch, tag);
    }
}

/// <summary>Where a stream ends, without its messages: the answer to HEAD.</summary>
internal sealed class StreamEnd(StreamPart part) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void)));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        StreamHeaders.Write(httpContext.Response, part, cursor: null);
        httpContext.Response.ContentType = "application/json";
        return Task.CompletedTask;
    }
}

/// <summary>What the protocol says beside the messages.</summary>
internal static class StreamHeaders
{
    /// <summary>Cursors count intervals from here on.</summary>
    private static readonly DateTimeOffset CursorsBegin = new(2024, 10, 9, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan CursorInterval = TimeSpan.FromSeconds(20);

    /// <summary>Headers of every answer that has a part: the part goes to the stream's end.</summary>
    public static void Write(HttpResponse response, StreamPart part, string? cursor)
    {
        var headers = response.Headers;
        headers["Stream-Next-Offset"] = part.NextOffset;
        headers["Stream-Up-To-Date"] = "true";
        if (cursor is not null)
            headers["Stream-Cursor"] = cursor;
        // Each person's own, and good for nobody a moment after their access ends.
        headers.CacheControl = "no-store";
    }

    /// <summary>
    /// Told to live reads; never the client's last one again, so that no cache between answers twice with the same.
    /// </summary>
    public static string Cursor(TimeProvider clock, int? last)
    {
        var interval = Math.Max(0, (clock.GetUtcNow() - CursorsBegin).Ticks / CursorInterval.Ticks);
        return $"{(last >= interval ? last + 1 : interval)}";
    }
}
