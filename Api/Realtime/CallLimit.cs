using Academy.Api.Authentication;
using Academy.Api.Problems;
using Academy.Api.Traffic;
using Microsoft.AspNetCore.SignalR;

namespace Academy.Api.Realtime;

/// <summary>
/// Stands before every hub call: limits how many a person makes, and writes, and gives overload and outage their names.
/// What fails for a reason that nobody expected is logged here: SignalR would log every refusal as such a failure, so
/// it is not asked to.
/// </summary>
internal sealed partial class CallLimit(
    FaultMap faults,
    RevocationFreshness freshness,
    RateLimits limits,
    ILogger<CallLimit> logger
) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        var socket = invocationContext.Context.Features.Get<Socket>();
        switch (socket?.Calls.Take())
        {
            case CallVerdict.Hopeless:
                socket.Outgoing.Close(CloseReasons.Overloaded, mayReconnect: true);
                throw new HubException(CloseReasons.Overloaded);
            case CallVerdict.Overloaded:
                throw new HubException(CloseReasons.Overloaded);
        }
        if (
            limits.Enabled
            && socket is not null
            && WritesAttribute.IsOn(invocationContext.HubMethodName)
            && limits.TakeWrite(invocationContext.Context.GetHttpContext(), socket.Caller) is { Granted: false } used
        )
            throw new HubException($"{ApiProblems.RateLimited.Code} retry-after={used.Reset}");
        if (!freshness.Holds && !await freshness.WaitAsync(invocationContext.Context.ConnectionAborted))
            throw new HubException(CloseReasons.Unavailable);
        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (faults.KindOf(e) is { Status: StatusCodes.Status503ServiceUnavailable } kind)
        {
            throw new HubException(
                kind == ApiProblems.Overloaded ? CloseReasons.Overloaded
                    : kind == ApiProblems.UnknownOutcome && IsCommandWithoutId(invocationContext)
                        ? ApiProblems.UnknownOutcomeOfOne.Code
                    : CloseReasons.Unavailable,
                e
            );
        }
        catch (Exception e)
            when (e is not HubException && !invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            LogFailed(logger, e, invocationContext.HubMethodName);
            throw;
        }
    }

    private static bool IsCommandWithoutId(HubInvocationContext call)
    {
        var id = Array.FindIndex(call.HubMethod.GetParameters(), parameter => parameter.Name == HubCalls.CommandId);
        return id >= 0 && call.HubMethodArguments[id] is null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The hub call {Method} failed.")]
    private static partial void LogFailed(ILogger logger, Exception e, string method);
}
