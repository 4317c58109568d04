using Academy.Streams;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Streams;

/// <summary>A grain that is no component's yet.</summary>
internal sealed class GrainHost(Grain grain, TimeProvider clock) : IStreamHost
{
    public string Key => grain.GetPrimaryKeyString();

    public TimeProvider Clock => clock;

    public IGrainTimer StartTimer(Func<CancellationToken, Task> tick, GrainTimerCreationOptions options) => grain.RegisterGrainTimer(tick, options);

    public void Deactivate(string reason) => ((IGrainBase)grain).DeactivateOnIdle();
}
