using Microsoft.Extensions.Hosting;

namespace Academy.Runtime.Clustering;

/// <summary>
/// Makes the process a member with its host. It joins when what was registered before has started, and hands over before anything
/// stops; its row goes when nothing of it writes or answers any more. A process that was declared dead ends at once: what
/// it would hand over is others' by now.
/// </summary>
internal sealed class MembershipLifetime(
    ClusterMembership membership, IMemberIdentity identity, IGrainHandover handover, IHostApplicationLifetime host)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await membership.JoinAsync(await identity.TakeAsync(cancellationToken), identity.Role, handover, cancellationToken);
        _ = EndWhenRemovedAsync();
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => membership.LeaveAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => membership.RemoveAsync(cancellationToken);

    private async Task EndWhenRemovedAsync()
    {
        await membership.Removed;
        Environment.ExitCode = IClusterMembership.RemovedExitCode;
        host.StopApplication();
    }
}
