using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Academy.Api.Answers;

// Typed results as the framework's Ok<T> and Created<T> are. Those find the shape of T in the options by reflection on
// its type and write without knowing the length; these have the shape from the endpoint, and write one pooled buffer
// with its Content-Length.

/// <summary>200 with JSON. It is the caller's own: nothing on the way may keep it.</summary>
internal sealed class JsonOk<T>(T value, JsonTypeInfo<T> type)
    : IResult,
        IStatusCodeHttpResult,
        IValueHttpResult<T>,
        IEndpointMetadataProvider
{
    public T Value => value;

    public int? StatusCode => StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var json = PooledJson.Serialize(value, type);
        httpContext.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(httpContext, json.Written, StatusCodes.Status200OK);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(JsonResponse.Produces<T>(StatusCodes.Status200OK));
}

/// <summary>201 with JSON.</summary>
/// <param name="location">Where the new thing can be read; null: nowhere.</param>
/// <param name="value">What is answered.</param>
/// <param name="type">Its shape.</param>
internal sealed class JsonCreated<T>(string? location, T value, JsonTypeInfo<T> type)
    : IResult,
        IStatusCodeHttpResult,
        IValueHttpResult<T>,
        IEndpointMetadataProvider
{
    public T Value => value;

    public int? StatusCode => StatusCodes.Status201Created;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var json = PooledJson.Serialize(value, type);
        if (location is not null)
            httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.CacheControl = "no-store";
        await JsonResponse.WriteAsync(httpContext, json.Written, StatusCodes.Status201Created);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(JsonResponse.Produces<T>(StatusCodes.Status201Created));
}

/// <summary>
/// 200 with JSON that a client may keep, but has to ask about each time: 304 when it has not changed.
/// </summary>
internal sealed class JsonRevalidated<T>(T value, JsonTypeInfo<T> type) : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var json = PooledJson.Serialize(value, type);
        var headers = httpContext.Response.Headers;
        var tag = EntityTag.Of(json.Written.Span);
        headers.ETag = tag;
        headers.CacheControl = "private, max-age=0, must-revalidate";
        headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
        if (EntityTag.Matches(httpContext.Request.Headers.IfNoneMatch, tag))
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        else
            await JsonResponse.WriteAsync(httpContext, json.Written, StatusCodes.Status200OK);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(JsonResponse.Produces<T>(StatusCodes.Status200OK));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }
}

/// <summary>What the JSON results have in common.</summary>
internal static class JsonResponse
{
    public static ProducesResponseTypeMetadata Produces<T>(int status) => new(status, typeof(T), ["application/json"]);

    public static async ValueTask WriteAsync(HttpContext http, ReadOnlyMemory<byte> json, int status)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
