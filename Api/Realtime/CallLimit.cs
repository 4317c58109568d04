using Academy.Api.Authentication;
using Academy.Api.Problems;
using Microsoft.AspNetCore.SignalR;

namespace Academy.Api.Realtime;

/// <summary>Stands before every hub call: limits how many a connection makes, and gives overload and outage their names.</summary>
internal sealed class CallLimit(FaultMap faults, RevocationFreshness freshness) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
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
        if (!freshness.Holds && !await freshness.WaitAsync(invocationContext.Context.ConnectionAborted))
            throw new HubException(CloseReasons.Unavailable);
        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (faults.KindOf(e) is { Status: StatusCodes.Status503ServiceUnavailable } kind)
        {
            throw new HubException(kind == ApiProblems.Overloaded ? CloseReasons.Overloaded : CloseReasons.Unavailable, e);
        }
    }
}
