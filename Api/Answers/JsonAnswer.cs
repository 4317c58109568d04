using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Answers;

/// <summary>An answer in JSON, put together in a pooled buffer so that its length is known before it is sent.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Where the thing that was created can be read.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// How long a copy may be used without asking; null forbids to keep one, since it is the caller's own.
    /// </summary>
    public TimeSpan? Fresh { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var json = PooledJson.Serialize(value, type);
        var response = httpContext.Response;
        if (Location is not null)
            response.Headers.Location = Location;
        if (Fresh is not { } fresh)
        {
            response.Headers.CacheControl = "no-store";
        }
        else if (IsUnchanged(httpContext, json.Written.Span, fresh))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Written.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await response.BodyWriter.WriteAsync(json.Written, httpContext.RequestAborted);
    }

    private static bool IsUnchanged(HttpContext http, ReadOnlySpan<byte> body, TimeSpan fresh)
    {
        var tag = EntityTag.Of(body);
        var headers = http.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = $"private, max-age={(int)fresh.TotalSeconds}, must-revalidate";
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        return EntityTag.Matches(http.Request.Headers.IfNoneMatch, tag);
    }
}
