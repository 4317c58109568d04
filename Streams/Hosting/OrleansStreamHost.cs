using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Academy.Streams.Hosting;

/// <summary>An activation of Orleans.</summary>
internal sealed class OrleansStreamHost(IGrainContext context, TimeProvider clock) : IStreamHost
{
    public GrainId Grain => context.GrainId;

    public TimeProvider Clock => clock;

    public IGrainTimer StartTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options) =>
        context
            .ActivationServices.GetRequiredService<ITimerRegistry>()
            .RegisterGrainTimer(context, static (tick, cancellation) => tick(cancellation), tick, options);

    public void Deactivate(string reason) =>
        context.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, reason));
}
