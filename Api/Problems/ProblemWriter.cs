using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Academy.Api.Problems;

/// <summary>Writes a problem as the answer. The only place where one is put into JSON.</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    public static Task WriteAsync(HttpContext http, ProblemKind kind) => WriteAsync(http, kind.Problem());

    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        var kind = problem.Kind;
        var response = http.Response;
        response.StatusCode = kind.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (kind.RetryAfter is { } seconds && response.Headers.RetryAfter.Count == 0)
            response.Headers.RetryAfter = seconds.ToString();
        var document = new ProblemDocument(
            $"urn:academy:problem:{kind.Code}",
            ReasonPhrases.GetReasonPhrase(kind.Status),
            kind.Status,
            problem.Detail,
            kind.Code,
            Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
            problem.Errors,
            problem.Obstacles
        );
        var body = JsonSerializer.SerializeToUtf8Bytes(document, ProblemJson.Default.ProblemDocument);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body).AsTask();
    }
}
