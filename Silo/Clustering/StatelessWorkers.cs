using Orleans.Metadata;

namespace Academy.Silo.Clustering;

/// <summary>Grains of which a silo has as many as it likes; Orleans's own <c>management</c> is one.</summary>
internal static class StatelessWorkers
{
    /// <summary>What Orleans calls their placement; its type is not public.</summary>
    private const string Placement = "StatelessWorkerPlacement";

    public static bool Has(GrainProperties grain) =>
        grain.Properties.GetValueOrDefault(WellKnownGrainTypeProperties.PlacementStrategy) == Placement;
}
