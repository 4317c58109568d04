using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>
/// Keeps this process's view of the cluster. Three loops: one follows the table and adopts what it reads, one hands over what newer views
/// place elsewhere and acknowledges them, one looks for the dead (or, in a client, says that it lives).
/// </summary>
internal sealed class ClusterMembership(
    IMembershipTable table, MembershipOptions options, TimeProvider time, ILogger<ClusterMembership> logger,
    TaskScheduler? scheduler = null) : IClusterMembership, IAsyncDisposable
{
    private readonly MembershipLog _log = new(logger);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _removed = Wakeup.New(scheduler);
    private readonly Wakeup _suspected = new(scheduler);
    private readonly Wakeup _outdated = new(scheduler);
    private volatile AdoptedViews _adopted = AdoptedViews.None;
    private volatile TaskCompletionSource _changed = Wakeup.New(scheduler);
    private Action<ClusterView>[] _listeners = [];
    private MemberRole _role;
    private Task _loops = Task.CompletedTask;

    public ClusterView View => _adopted.View;

    public SiloAddress? Self => _adopted.Self;

    public Task Removed => _removed.Task;

    /// <summary>Joins, and from then on follows the cluster.</summary>
    /// <param name="self">Who joins; its fence stands and its lease runs.</param>
    /// <param name="role">What it does.</param>
    /// <param name="handover">Who has the grains; not asked of a client.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task JoinAsync(
        SiloAddress self, MemberRole role, IGrainHandover? handover, CancellationToken cancellationToken)
    {
        _role = role;
        var view = await table.JoinAsync(self, role, cancellationToken);
        _adopted = AdoptedViews.None with { Self = self };
        Adopt(view);
        _log.Joined(self, role, view);
        _loops = Task.WhenAll(
            Begin(FollowAsync), Begin(WatchAsync),
            role == MemberRole.Silo ? Begin(() => HandOverAsync(handover!)) : Task.CompletedTask);
    }

    /// <summary>Takes this silo out of placement and waits until it has handed over its grains and everybody knows. What is left of the
    /// process may still call others.</summary>
    internal async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (Self is not { } self || _role != MemberRole.Silo || Removed.IsCompleted)
        {
            return;
        }

        using var limit = new CancellationTokenSource(options.LeaveTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken, _stopping.Token);
        try
        {
            await table.LeaveAsync(self, either.Token);
            _outdated.Set();
            for (var change = Change(); !Removed.IsCompleted && !HasLeft(View, self); change = Change())
            {
                await Task.WhenAny(change, Removed).WaitAsync(either.Token);
            }
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whoever is left takes over, after the lease has ended.
            _log.LeftUnsettled(self, error.Message);
        }
    }

    /// <summary>Takes this process off the table, after it has stopped writing and answering.</summary>
    internal async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        if (Self is not { } self || Removed.IsCompleted)
        {
            return;
        }

        try
        {
            await table.RemoveAsync(self, cancellationToken);
        }
        catch (Exception error)
        {
            _log.LeftUnsettled(self, error.Message);
        }
    }

    /// <summary>The container that made it does so once for every type that it is known by.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    public IDisposable OnChange(Action<ClusterView> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return new Listening(this, listener);
    }

    public void Suspect(SiloAddress member)
    {
        if (_role == MemberRole.Silo && View.Find(member) is not null)
        {
            _suspected.Set();
        }
    }

    public void Refresh() => _outdated.Set();

    public async Task<ClusterView> NewerThanAsync(long version, CancellationToken cancellationToken)
    {
        for (var change = Change(); ; change = Change())
        {
            if (View is var view && view.Version > version)
            {
                return view;
            }

            Refresh();
            await change.WaitAsync(cancellationToken);
        }
    }

    public bool MayActivate(GrainId grain) => _adopted.MayActivate(grain);

    public ValueTask<bool> ReadyForAsync(GrainId grain, CancellationToken cancellationToken) =>
        _adopted.MayActivate(grain) ? new(true) : new(WaitUntilReadyAsync(grain, cancellationToken));

    private async Task<bool> WaitUntilReadyAsync(GrainId grain, CancellationToken cancellationToken)
    {
        for (var change = Change(); ; change = Change())
        {
            if (_adopted is var adopted && adopted.MayActivate(grain))
            {
                return true;
            }

            if (!adopted.Owns(grain))
            {
                return false;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    private static bool HasLeft(ClusterView view, SiloAddress self) =>
        view.IsSettled && view.Find(self) is not { Status: MemberStatus.Active };

    /// <summary>Completes at the next change after this was called.</summary>
    private Task Change() => _changed.Task;

    private async Task FollowAsync()
    {
        for (var isFailing = false; !_stopping.IsCancellationRequested && !Removed.IsCompleted;)
        {
            try
            {
                var read = await table.ReadAsync(_stopping.Token);
                if (isFailing)
                {
                    _log.ReadAgain();
                    isFailing = false;
                }

                if (read.Find(Self!) is not null)
                {
                    Adopt(read);
                }
                else if (_role == MemberRole.Client)
                {
                    // It was away for too long; a client's place is nobody's business but its own.
                    Adopt(await table.JoinAsync(Self!, _role, _stopping.Token));
                }
                else
                {
                    _log.Removed(Self!, read);
                    _removed.TrySetResult();
                    return;
                }

                await Either(cancellation => table.WaitForChangeAsync(View, options.Look, cancellation), _outdated);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!isFailing)
                {
                    _log.CannotRead(error.Message);
                }

                isFailing = true;
                await DelayAsync(options.Retry);
            }
        }
    }

    private void Adopt(ClusterView read)
    {
        Action<ClusterView>[] listeners;
        lock (_gate)
        {
            if (read.Version < View.Version || read.IsSameAs(View))
            {
                return;
            }

            if (read.Version > View.Version && View.Version > 0)
            {
                _log.Adopted(read);
            }

            _adopted = _adopted.With(read);
            listeners = _listeners;
        }

        foreach (var listener in listeners)
        {
            listener(read);
        }

        Interlocked.Exchange(ref _changed, Wakeup.New(scheduler)).SetResult();
    }

    private async Task HandOverAsync(IGrainHandover handover)
    {
        for (var done = 0L; !_stopping.IsCancellationRequested;)
        {
            try
            {
                var view = await NewerAsync(done);
                var held = AdoptedViews.None with { Self = Self, View = view };
                using (var limit = new CancellationTokenSource(options.HandoverTime, time))
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopping.Token))
                {
                    await handover.GiveUpAsync(held.Owns, either.Token);
                }

                await table.AcknowledgeAsync(Self!, view.Version, _stopping.Token);
                done = view.Version;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Given up they are; what failed is to say so.
                _log.CannotAcknowledge(error.Message);
                await DelayAsync(options.Retry);
            }
        }
    }

    /// <summary>Unlike <see cref="NewerThanAsync"/>, waits to be told.</summary>
    private async Task<ClusterView> NewerAsync(long version)
    {
        for (var change = Change(); ; change = Change())
        {
            if (View is var view && view.Version > version)
            {
                return view;
            }

            await change.WaitAsync(_stopping.Token);
        }
    }

    private async Task WatchAsync()
    {
        for (var (failedAt, isFailing) = ((long?)null, false); !_stopping.IsCancellationRequested && !Removed.IsCompleted;)
        {
            try
            {
                if (_role == MemberRole.Client)
                {
                    await table.BeatAsync(Self!, _stopping.Token);
                }
                else
                {
                    await LookAsync(forbears: failedAt is { } then && time.GetElapsedTime(then) < options.Forbearance);
                }

                isFailing = false;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                if (!isFailing)
                {
                    _log.CannotWatch(error.Message);
                }

                (failedAt, isFailing) = (time.GetTimestamp(), true);
            }

            await Either(async cancellation => await Task.Delay(options.Look, time, cancellation), _suspected);
        }
    }

    private async Task LookAsync(bool forbears)
    {
        foreach (var dead in await table.FindDeadAsync(_stopping.Token))
        {
            // Its own end a silo hears from its fence.
            if (!forbears && dead != Self && await table.TakeOverAsync(dead, _stopping.Token))
            {
                _log.TookOver(dead, dead.Port == 0 ? "its row goes" : "it can neither write nor answer any more, and its grains may be activated elsewhere");
                _outdated.Set();
            }
        }
    }

    private Task Begin(Func<Task> loop) => Task.Factory.StartNew(
        loop, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler ?? TaskScheduler.Default).Unwrap();

    private async Task StopAsync()
    {
        _stopping.Cancel();
        await _loops;
    }

    /// <summary>Waits for one of the two, and then for neither any more.</summary>
    private async Task Either(Func<CancellationToken, Task> wait, Wakeup signal)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var waiting = wait(enough.Token);
        try
        {
            if (await Task.WhenAny(waiting, signal.Task) != waiting)
            {
                enough.Cancel(); // What waits here ends at once, on this thread.
            }

            await waiting;
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The signal came first, or the end.
        }

        signal.Reset();
    }

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition says so, too.
        }
    }

    private sealed class Listening(ClusterMembership membership, Action<ClusterView> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (membership._gate)
            {
                membership._listeners = [.. membership._listeners.Where(it => !ReferenceEquals(it, listener))];
            }
        }
    }
}
