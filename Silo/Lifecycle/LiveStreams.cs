using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Academy.Silo.Clustering;
using Academy.Streams;
using Orleans;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Academy.Silo.Lifecycle;

/// <summary>The owners of streams that are active in this silo.</summary>
internal sealed class LiveStreams : IConfigureGrainContextProvider, IConfigureGrainContext
{
    private readonly ConcurrentDictionary<GrainId, IGrainContext> owners = new();
    private readonly ConcurrentDictionary<GrainType, bool> withoutStream = new();

    public IEnumerable<IGrainContext> Owners => owners.Select(owner => owner.Value);

    public bool TryGetConfigurator(
        GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        configurator = StatelessWorkers.Has(properties) ? null : this;
        return configurator is not null;
    }

    public void Configure(IGrainContext context) => context.ObservableLifecycle.Subscribe(
        nameof(LiveStreams), GrainLifecycleStage.Last, _ => Begin(context), _ => End(context));

    private Task Begin(IGrainContext context)
    {
        try
        {
            if (!withoutStream.ContainsKey(context.GrainId.Type) && context.GetComponent<IStreamExtension>() is not null)
                owners[context.GrainId] = context;
        }
        catch (GrainExtensionNotInstalledException)
        {
            // How Orleans says that a grain has none; its constructor asks for one, or no grain of its type has.
            withoutStream[context.GrainId.Type] = true;
        }
        return Task.CompletedTask;
    }

    private Task End(IGrainContext context)
    {
        owners.TryRemove(new(context.GrainId, context));
        return Task.CompletedTask;
    }
}
