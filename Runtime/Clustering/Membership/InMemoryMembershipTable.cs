namespace Academy.Runtime.Clustering;

/// <summary>A membership table for clusters within one process: tests and simulations. Who is dead is said from outside.</summary>
internal sealed class InMemoryMembershipTable(TimeProvider time) : IMembershipTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly HashSet<SiloAddress> _dead = [];
    private TaskCompletionSource _changed = NewSignal();
    private ClusterView _view = ClusterView.Empty;

    public Task<ClusterView> JoinAsync(SiloAddress self, MemberRole role, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _members[self.Name] = new Member(self, role, MemberStatus.Active, Seen: 0);
            Publish(_view.Version + 1);
            return Task.FromResult(_view);
        }
    }

    public Task<ClusterView> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_view);
        }
    }

    public Task AcknowledgeAsync(SiloAddress self, long version, CancellationToken cancellationToken)
    {
        Update(self, it => it with { Seen = Math.Max(it.Seen, version) });
        return Task.CompletedTask;
    }

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken)
    {
        Update(self, static it => it with { Status = MemberStatus.Leaving });
        return Task.CompletedTask;
    }

    public Task RemoveAsync(SiloAddress self, CancellationToken cancellationToken)
    {
        Update(self, static _ => null);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SiloAddress>> FindDeadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<SiloAddress>>(
                [.. _view.Members.Select(static it => it.Address).Where(_dead.Contains)]);
        }
    }

    public Task<bool> TakeOverAsync(SiloAddress member, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(_dead.Contains(member) && Update(member, static _ => null));
        }
    }

    public Task BeatAsync(SiloAddress client, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task WaitForChangeAsync(ClusterView known, TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_gate)
        {
            if (!known.IsSameAs(_view))
            {
                return;
            }

            changed = _changed.Task;
        }

        try
        {
            await changed.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A while has passed.
        }
    }

    /// <summary>From now on the member's lease counts as ended.</summary>
    internal void Kill(SiloAddress member)
    {
        lock (_gate)
        {
            _dead.Add(member);
        }
    }

    /// <returns>False: it is no member any more.</returns>
    private bool Update(SiloAddress self, Func<Member, Member?> update)
    {
        lock (_gate)
        {
            if (!_members.TryGetValue(self.Name, out var before) || before.Address != self)
            {
                return false;
            }

            var after = update(before);
            if (after == before)
            {
                return true;
            }

            if (after is null)
            {
                _members.Remove(self.Name);
            }
            else
            {
                _members[self.Name] = after;
            }

            Publish(_view.Version + (after?.Status == before.Status ? 0 : 1));
            return true;
        }
    }

    private void Publish(long version)
    {
        _view = new ClusterView(version, _members.Values);
        _changed.SetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
