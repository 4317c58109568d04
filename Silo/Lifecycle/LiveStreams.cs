using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Academy.Silo.Clustering;
using Academy.Streams;
using Academy.Streams.Journaling;
using Orleans;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Academy.Silo.Lifecycle;

/// <summary>The owners of streams that are active in this silo.</summary>
internal sealed class LiveStreams : IConfigureGrainContextProvider, IConfigureGrainContext
{
    private readonly ConcurrentDictionary<GrainId, (IGrainContext Context, IStreamExtension Stream)> owners = new();
    private readonly ConcurrentDictionary<GrainType, bool> withoutStream = new();

    public int Count => owners.Count;

    /// <summary>Those first that were written to last: somebody will ask for them in a moment.</summary>
    public IEnumerable<IGrainContext> HottestFirst =>
        owners
            .Values.OrderByDescending(owner => (owner.Stream as IWrittenStream)?.WrittenAt)
            .Select(owner => owner.Context);

    public bool TryGetConfigurator(
        GrainType grainType,
        GrainProperties properties,
        [NotNullWhen(true)] out IConfigureGrainContext? configurator
    )
    {
        configurator = StatelessWorkers.Has(properties) ? null : this;
        return configurator is not null;
    }

    public void Configure(IGrainContext context) =>
        context.ObservableLifecycle.Subscribe(
            nameof(LiveStreams),
            GrainLifecycleStage.Last,
            _ => Begin(context),
            _ => End(context)
        );

    private Task Begin(IGrainContext context)
    {
        try
        {
            if (
                !withoutStream.ContainsKey(context.GrainId.Type)
                && context.GetComponent<IStreamExtension>() is { } stream
            )
                owners[context.GrainId] = (context, stream);
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
        if (owners.TryGetValue(context.GrainId, out var owner) && owner.Context == context)
            owners.TryRemove(new(context.GrainId, owner));
        return Task.CompletedTask;
    }
}
