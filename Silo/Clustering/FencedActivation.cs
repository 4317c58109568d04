using System.Diagnostics.CodeAnalysis;
using Orleans;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// No grain is activated, and reads what there is of it, before those who may still write to it are fenced. Stateless
/// workers own nothing, and what holds them has no lifecycle to take part in.
/// </summary>
internal sealed class FencedActivation(IFencing fencing) : IConfigureGrainContextProvider, IConfigureGrainContext
{
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
        context.ObservableLifecycle.Subscribe(nameof(FencedActivation), GrainLifecycleStage.First, cancellation =>
            fencing.AreFencedAsync().WaitAsync(cancellation)
        );
}
