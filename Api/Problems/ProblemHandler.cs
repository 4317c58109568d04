using Academy.Api.Requests;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace Academy.Api.Problems;

/// <summary>Answers what was thrown by the problem that the catalogue has for it.</summary>
internal sealed partial class ProblemHandler(FaultMap faults, ILogger<ProblemHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (exception is ConnectionResetException)
        {
            // The client has gone while its body was read: there is nobody to answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var kind = KindOf(httpContext.Request, exception);
        if (kind == ApiProblems.ServiceError)
            LogUnexpected(exception, httpContext.Request.Method, EndpointOf(httpContext));
        else if (kind == ApiProblems.Overloaded)
            LogShed(exception.Message); // Thousands a second may be: the metrics count them.
        else if (kind.Status >= 500)
            LogRefusedForNow(kind.Code, exception.Message);
        await ProblemWriter.WriteAsync(httpContext, kind);
        return true;
    }

    private ProblemKind KindOf(HttpRequest request, Exception exception)
    {
        if (exception is BadHttpRequestException bad)
            return ApiProblems.OfStatus(bad.StatusCode);
        // What Kestrel throws for a chunk whose size is no number that it can hold.
        if (exception is IOException { InnerException: OverflowException })
            return ApiProblems.BadRequest;
        var kind = faults.KindOf(exception);
        return kind == ApiProblems.UnknownOutcome && IsCommandWithoutId(request)
            ? ApiProblems.UnknownOutcomeOfOne
            : kind;
    }

    private static bool IsCommandWithoutId(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method)
        && request.Headers[IdempotencyKey.Header].Count == 0;

    /// <summary>The middleware has taken the endpoint off the request.</summary>
    private static string? EndpointOf(HttpContext http) =>
        (http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint())?.DisplayName;

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed unexpectedly.")]
    private partial void LogUnexpected(Exception fault, string method, string? endpoint);

    [LoggerMessage(LogLevel.Debug, "Answered overloaded: {Reason}")]
    private partial void LogShed(string reason);

    [LoggerMessage(LogLevel.Warning, "Answered {Code}: {Reason}")]
    private partial void LogRefusedForNow(string code, string reason);
}
