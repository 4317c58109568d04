using Academy.Grains.Gamification;
using Academy.Journal;
using Academy.Silo.Clustering;
using Academy.Streams.Journaling;
using Academy.Streams.Receiving;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Academy.Silo.Lifecycle;

/// <summary>
/// What a silo does when another one stops or is lost: its own watches of streams are renewed, since some of them have
/// moved; and when nothing of it can be written any more, owners of streams look whether it wrote to theirs, and the
/// leaderboards look for totals that it took along.
/// </summary>
internal sealed class GoneSilos(
    IClusterMembershipService membership,
    MovedStreams streams,
    StaleOwners owners,
    LeaderboardFeeder boards,
    FenceKeeper fences,
    TimeProvider clock
) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var before = ClusterMembersIn(membership.CurrentSnapshot);
        try
        {
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
            {
                var now = ClusterMembersIn(snapshot);
                if (before.Any(silo => now.GetValueOrDefault(silo.Key, SiloStatus.Dead) != silo.Value))
                    streams.MayHaveMoved();
                if (before.Keys.Any(silo => !now.ContainsKey(silo)))
                    await DoubtAsync(stoppingToken);
                before = now;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task DoubtAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await fences.AreFencedAsync().WaitAsync(stopping);
                owners.Doubt();
                boards.Doubt();
                return;
            }
            catch (JournalUnavailableException)
            {
                // Whoever fences says so.
                await Task.Delay(Retry, clock, stopping);
            }
        }
    }

    /// <summary>Those that have not gone for good.</summary>
    private static Dictionary<SiloAddress, SiloStatus> ClusterMembersIn(ClusterMembershipSnapshot snapshot) =>
        snapshot
            .Members.Values.Where(member =>
                member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping
            )
            .ToDictionary(member => member.SiloAddress, member => member.Status);
}
