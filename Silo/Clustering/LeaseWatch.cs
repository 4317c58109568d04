using Academy.Journal;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Has silos declared dead whose lease has ended, so that their grains are taken over. It is a part of the silo's own
/// lifecycle, because it has to judge while this silo joins: joining waits for every silo that the table calls active.
/// </summary>
internal sealed partial class LeaseWatch(
    IClusterMembershipService membership,
    ILeases leases,
    ILease own,
    LeaseJudge judge,
    ILocalSiloDetails self,
    TimeProvider clock,
    FenceKeeper fences,
    ILogger<LeaseWatch> logger,
    TaskScheduler? scheduler = null
) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    /// <summary>A look that takes longer is worth nothing: what it saw may have changed.</summary>
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<SiloAddress, MembershipVersion> asked = [];
    private Task loop = Task.CompletedTask;
    private MembershipVersion seen = MembershipVersion.MinValue;

    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(
            nameof(LeaseWatch),
            ServiceLifecycleStage.AfterRuntimeGrainServices,
            _ =>
            {
                loop = Task
                    .Factory.StartNew(
                        RunAsync,
                        CancellationToken.None,
                        TaskCreationOptions.DenyChildAttach,
                        scheduler ?? TaskScheduler.Default
                    )
                    .Unwrap();
                return Task.CompletedTask;
            },
            _ => StopAsync()
        );
        // Who leaves judges nobody.
        observer.Subscribe(nameof(LeaseWatch), ServiceLifecycleStage.Active, _ => Task.CompletedTask, _ => StopAsync());
    }

    public void Dispose() => stopping.Dispose();

    private async Task StopAsync()
    {
        await stopping.CancelAsync();
        await loop;
    }

    private async Task RunAsync()
    {
        var isFailing = false;
        try
        {
            var pause = PauseMin;
            while (true)
            {
                await Task.Delay(pause, clock, stopping.Token);
                try
                {
                    pause = await LookAsync();
                    isFailing = false;
                }
                catch (Exception error) when (!stopping.IsCancellationRequested)
                {
                    if (!isFailing)
                        LogFailing(logger, error.Message);
                    (pause, isFailing) = (PauseMax / 4, true);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <returns>How long to wait for the next look.</returns>
    private async Task<TimeSpan> LookAsync()
    {
        FenceTheDead();
        if (judge.MayNotJudge(own) is { } quiet)
            return Clamp(quiet);
        var members = Members();
        var states = await ReadAsync(members);
        if (!members.Any(silo => states[NameOf(silo)].HasEnded))
        {
            judge.AllHold();
            return Clamp(states.Count == 0 ? PauseMax : states.Values.Min(state => state.Left));
        }
        // Once more, with the newest view and right before anybody is asked to act: a wrong word costs a silo its life.
        await membership.Refresh(default, stopping.Token).AsTask().WaitAsync(LookMax, clock, stopping.Token);
        var version = membership.CurrentSnapshot.Version;
        members = Members();
        states = await ReadAsync(members);
        if (judge.MayNotJudge(own) is not null)
            return PauseMin;
        foreach (var silo in judge.WhoIsDead([.. members.Select(silo => (silo, states[NameOf(silo)]))], own.Length))
        {
            // The request is queued and, if it fails, repeated by Orleans: once is enough until the table has changed.
            if (asked.GetValueOrDefault(silo) == version)
                continue;
            asked[silo] = version;
            LogEnded(logger, silo, states[NameOf(silo)].IsHolderGone ? "its process is gone" : "its lease has ended");
            await membership.TryKill(silo);
        }
        foreach (var gone in asked.Keys.Except(members).ToArray())
            asked.Remove(gone);
        return PauseMin * 2;
    }

    /// <summary>Early, so that the grains that are activated next need not wait.</summary>
    private void FenceTheDead()
    {
        var version = membership.CurrentSnapshot.Version;
        if (version == seen)
            return;
        seen = version;
        // Whoever needs it asks again, and is told of failures; they are logged there.
        _ = fences
            .AreFencedAsync()
            .ContinueWith(
                fencing => fencing.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default
            );
    }

    /// <summary>
    /// All others that are in the table and not dead; each has registered its lease before it joined.
    /// </summary>
    private SiloAddress[] Members() =>
        [
            .. membership
                .CurrentSnapshot.Members.Values.Where(member =>
                    member.Status
                        is SiloStatus.Joining
                            or SiloStatus.Active
                            or SiloStatus.ShuttingDown
                            or SiloStatus.Stopping
                )
                .Select(member => member.SiloAddress)
                .Where(silo => !silo.Equals(self.SiloAddress))
                .Order(),
        ];

    private Task<IReadOnlyDictionary<string, LeaseState>> ReadAsync(SiloAddress[] silos) =>
        leases.ReadAsync([.. silos.Select(NameOf)], stopping.Token).WaitAsync(LookMax, clock, stopping.Token);

    private static string NameOf(SiloAddress silo) => silo.ToParsableString();

    private static TimeSpan Clamp(TimeSpan pause) =>
        pause < PauseMin ? PauseMin
        : pause > PauseMax ? PauseMax
        : pause;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} is to be declared dead: {Reason}.")]
    private static partial void LogEnded(ILogger logger, SiloAddress silo, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The leases of the other silos cannot be looked at: {Reason}")]
    private static partial void LogFailing(ILogger logger, string reason);
}
