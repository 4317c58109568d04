using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Observability;

/// <summary>
/// Gives every request and every call of the hub a trace, whether anybody collects traces or not: problems name it, and
/// the journal keeps it with the events that the request led to. What a trace is made of is recorded only for whoever
/// collects it.
/// </summary>
internal sealed class TraceIds : IHostedService, IDisposable
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server"];

    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => Array.IndexOf(Sources, source.Name) >= 0,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => listener.Dispose();
}
