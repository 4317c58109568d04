using Academy.Runtime.Clustering;
using Academy.Silo.Streaming;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Membership;

/// <summary>
/// Renews the watches of streams whose owner has moved as soon as it may be activated: nobody publishes to this node what happens there
/// before it watches again.
/// </summary>
internal sealed class MovedWatches(IClusterMembership membership, WatchTable watches) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var settled = membership.View; ;)
            {
                settled = await NextAsync(settled, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task<ClusterView> NextAsync(ClusterView before, CancellationToken stopping)
    {
        var view = await SettledAsync(before, stopping);
        await watches.RenewMovedAsync(owner => before.OwnerOf(owner) != view.OwnerOf(owner), stopping);
        return view;
    }

    private async Task<ClusterView> SettledAsync(ClusterView before, CancellationToken stopping)
    {
        var found = new TaskCompletionSource<ClusterView>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = membership.OnChange(Look);
        Look(membership.View);
        return await found.Task.WaitAsync(stopping);

        void Look(ClusterView view)
        {
            if (view.IsSettled && view.Version > before.Version)
                found.TrySetResult(view);
        }
    }
}
