using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Academy.Streams;
using Orleans;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Academy.Silo.Lifecycle;

/// <summary>The owners of streams that are active in this silo.</summary>
internal sealed class LiveStreams : IConfigureGrainContextProvider, IConfigureGrainContext
{
    private readonly ConcurrentDictionary<GrainId, IGrainContext> owners = new();

    public IEnumerable<IGrainContext> Owners => owners.Select(owner => owner.Value);

    public bool TryGetConfigurator(
        GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        configurator = this;
        return true;
    }

    public void Configure(IGrainContext context) => context.ObservableLifecycle.Subscribe(
        nameof(LiveStreams), GrainLifecycleStage.Last, _ => Begin(context), _ => End(context));

    private Task Begin(IGrainContext context)
    {
        if (context.GetComponent<IStreamExtension>() is not null)
            owners[context.GrainId] = context;
        return Task.CompletedTask;
    }

    private Task End(IGrainContext context)
    {
        owners.TryRemove(new(context.GrainId, context));
        return Task.CompletedTask;
    }
}
