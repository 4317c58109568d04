using Academy.Api.Requests;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Academy.Api.Problems;

/// <summary>
/// The last word on every request: what went wrong without saying so in a problem document says it here, whether it was
/// thrown or is a bare status of the framework.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, FaultMap faults, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there any more to be told.
        }
        catch (ConnectionResetException)
        {
            return; // The client has gone while its body was read.
        }
        catch (Exception fault)
        {
            await AnswerAsync(http, fault);
            return;
        }
        if (IsBareFailure(http.Response))
            await ProblemWriter.WriteAsync(http, ApiProblems.OfStatus(http.Response.StatusCode).Problem());
    }

    private Task AnswerAsync(HttpContext http, Exception fault)
    {
        var kind = fault is BadHttpRequestException bad ? ApiProblems.OfStatus(bad.StatusCode) : faults.KindOf(fault);
        if (kind == ApiProblems.UnknownOutcome && IsCommandWithoutId(http.Request))
            kind = ApiProblems.UnknownOutcomeOfOne;
        if (kind == ApiProblems.ServiceError)
            LogUnexpected(fault, http.Request.Method, http.GetEndpoint()?.DisplayName);
        else if (kind == ApiProblems.Overloaded)
            LogShed(fault.Message); // Thousands a second may be: the metrics count them.
        else if (kind.Status >= 500)
            LogRefusedForNow(kind.Code, fault.Message);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }
        http.Response.Clear();
        return ProblemWriter.WriteAsync(http, kind.Problem());
    }

    private static bool IsCommandWithoutId(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method)
        && request.Headers[IdempotencyKey.Header].Count == 0;

    private static bool IsBareFailure(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 }
        && response.HttpContext.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true };

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed unexpectedly.")]
    private partial void LogUnexpected(Exception fault, string method, string? endpoint);

    [LoggerMessage(LogLevel.Debug, "Answered overloaded: {Reason}")]
    private partial void LogShed(string reason);

    [LoggerMessage(LogLevel.Warning, "Answered {Code}: {Reason}")]
    private partial void LogRefusedForNow(string code, string reason);
}
