using Academy.Grains.Gamification;
using Academy.Runtime.Clustering;
using Microsoft.Extensions.Hosting;

namespace Academy.Silo.Membership;

/// <summary>
/// A silo that is gone may have had totals that no leaderboard had heard of: those that live on here look for them. By the time
/// it is missing from a view, nothing of it is written any more.
/// </summary>
internal sealed class GoneSilos(IClusterMembership membership, LeaderboardFeeder boards) : IHostedService, IDisposable
{
    private ClusterView last = ClusterView.Empty;
    private IDisposable? listening;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        last = membership.View;
        listening = membership.OnChange(Compare);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listening?.Dispose();

    private void Compare(ClusterView view)
    {
        var before = last;
        last = view;
        if (before.Members.Any(member => member.Role == MemberRole.Silo && view.Find(member.Address) is null))
            boards.Doubt();
    }
}
