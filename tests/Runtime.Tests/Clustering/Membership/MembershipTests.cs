using Academy.Runtime.Clustering;
using Academy.Runtime.Tests.Support;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering.Membership;

/// <summary>The service that follows the table, hands over and looks for the dead.</summary>
public sealed class MembershipTests
{
    private static readonly GrainId[] Grains = [.. Enumerable.Range(0, 40).Select(static n => GrainId.Create("user", $"u{n}"))];
    private readonly FaultyTable _table = new();

    [Fact]
    public async Task A_joining_silo_waits_for_the_hand_over_and_the_others_go_on_with_what_they_keep()
    {
        await using var first = await JoinAsync("first");
        await first.SettledAsync(1);
        first.Handover.Gate = new Gate();
        await using var second = await JoinAsync("second");
        await first.Handover.Asked(2);
        Assert.DoesNotContain(Grains, second.Membership.MayActivate);
        var mine = Grains.First(it => second.Membership.View.OwnerOf(it)!.Name == "second");
        var ready = second.Membership.ReadyForAsync(mine, CancellationToken.None).AsTask();
        Assert.False(ready.IsCompleted);
        Assert.All(Grains, it => Assert.Equal(first.Handover.Keeps!(it), first.Membership.MayActivate(it)));

        first.Handover.Gate.Open();
        Assert.True(await ready.Within());
        await second.SettledAsync(1);
        Assert.All(Grains, it => Assert.True(first.Membership.MayActivate(it) != second.Membership.MayActivate(it)));
    }

    [Fact]
    public async Task Waiting_for_a_grain_ends_when_it_becomes_somebody_else_s()
    {
        await using var first = await JoinAsync("first");
        await first.SettledAsync(1);
        first.Handover.Gate = new Gate();
        await using var second = await JoinAsync("second");
        var ready = second.Membership.ReadyForAsync(
            Grains.First(it => second.Membership.View.OwnerOf(it)!.Name == "second"), CancellationToken.None).AsTask();
        await _table.LeaveAsync(second.Self, CancellationToken.None);
        Assert.False(await ready.Within());
        first.Handover.Gate.Open();
    }

    [Fact]
    public async Task A_silo_that_leaves_hands_over_first_and_returns_when_the_others_know()
    {
        await using var first = await JoinAsync("first");
        await using var second = await JoinAsync("second");
        await second.SettledAsync(2);
        second.Handover.Gate = new Gate();
        var leaving = second.Membership.LeaveAsync(CancellationToken.None);
        await second.Handover.Asked(2);
        Assert.All(Grains, it => Assert.False(second.Handover.Keeps!(it)));
        Assert.False(leaving.IsCompleted);
        second.Handover.Gate.Open();
        await leaving.Within();
        await first.UntilAsync(static view => view.IsSettled && view.Version == 3);
        Assert.All(Grains, it => Assert.True(first.Membership.MayActivate(it)));
        await second.Membership.RemoveAsync(CancellationToken.None);
        await first.UntilAsync(static view => view.Members.Count == 1);
    }

    [Fact]
    public async Task A_dead_silo_is_taken_over_as_soon_as_somebody_suspects_it()
    {
        await using var first = await JoinAsync("first", look: TimeSpan.FromHours(1));
        await using var second = await JoinAsync("second");
        await first.SettledAsync(2);
        _table.Inner.Kill(second.Self);
        first.Membership.Suspect(second.Self);
        await first.UntilAsync(static view => view is { IsSettled: true, Members.Count: 1 });
        Assert.All(Grains, it => Assert.True(first.Membership.MayActivate(it)));
        await second.Membership.Removed.Within();
    }

    [Fact]
    public async Task A_dead_silo_is_found_without_anybody_s_suspicion()
    {
        await using var first = await JoinAsync("first", look: TimeSpan.FromMilliseconds(20));
        await using var second = await JoinAsync("second");
        _table.Inner.Kill(second.Self);
        await first.UntilAsync(static view => view is { IsSettled: true, Members.Count: 1 });
        await second.Membership.Removed.Within();
    }

    [Fact]
    public async Task The_last_known_view_stays_while_the_table_cannot_be_read_and_acknowledging_is_tried_again()
    {
        await using var first = await JoinAsync("first");
        await first.SettledAsync(1);
        _table.IsDown = true;
        first.Membership.Refresh();
        await _table.Failed.Within();
        Assert.Equal("first", first.Membership.View.OwnerOf(Grains[0])!.Name);
        Assert.True(first.Membership.MayActivate(Grains[0]));
        _table.IsDown = false;
        _table.AcknowledgementsToFail = 2;
        await using var second = await JoinAsync("second");
        await second.SettledAsync(2);
        Assert.Equal(0, _table.AcknowledgementsToFail);
    }

    [Fact]
    public async Task Nobody_is_declared_dead_right_after_the_table_was_away()
    {
        await using var first = await JoinAsync("first", look: TimeSpan.FromMilliseconds(20), forbearance: TimeSpan.FromHours(1));
        await using var second = await JoinAsync("second");
        await first.SettledAsync(2);
        _table.IsDown = true;
        await _table.LookFailed.Within();
        _table.Inner.Kill(second.Self);
        _table.IsDown = false;
        await _table.LooksAsync(5);
        Assert.NotNull((await _table.Inner.ReadAsync(CancellationToken.None)).Find(second.Self));
    }

    [Fact]
    public async Task A_client_that_was_forgotten_joins_again_and_needs_to_acknowledge_nothing()
    {
        await using var silo = await JoinAsync("silo");
        await using var client = await JoinAsync("client", MemberRole.Client);
        await silo.SettledAsync(2);
        _table.Inner.Kill(client.Self);
        silo.Membership.Suspect(client.Self);
        var again = await client.UntilAsync(static view => view.Version >= 4);
        Assert.NotNull(again.Find(client.Self));
        Assert.False(client.Membership.Removed.IsCompleted);
        Assert.DoesNotContain(Grains, client.Membership.MayActivate);
    }

    [Fact]
    public async Task Who_asks_for_a_newer_view_gets_it()
    {
        await using var first = await JoinAsync("first", look: TimeSpan.FromHours(1));
        var newer = first.Membership.NewerThanAsync(1, CancellationToken.None);
        await using var second = await JoinAsync("second");
        Assert.Equal(2, (await newer.Within()).Members.Count);
    }

    private Task<Joined> JoinAsync(
        string name, MemberRole role = MemberRole.Silo, TimeSpan? look = null, TimeSpan? forbearance = null) =>
        Joined.AsAsync(_table, name, role, look, forbearance ?? TimeSpan.Zero);

    private sealed class Joined : IAsyncDisposable
    {
        private static long _generation;

        public required ClusterMembership Membership { get; init; }

        public required SiloAddress Self { get; init; }

        public RecordedHandover Handover { get; } = new();

        public static async Task<Joined> AsAsync(FaultyTable table, string name, MemberRole role, TimeSpan? look, TimeSpan forbearance)
        {
            var joined = new Joined
            {
                Self = new SiloAddress(name, Interlocked.Increment(ref _generation), "host", 1),
                Membership = new ClusterMembership(
                    table,
                    new MembershipOptions
                    {
                        Look = look ?? TimeSpan.FromMilliseconds(800),
                        Forbearance = forbearance,
                        Retry = TimeSpan.FromMilliseconds(5),
                        LeaveTime = TimeSpan.FromSeconds(30),
                    },
                    TimeProvider.System, LoggerFactory.Create(static _ => { }).CreateLogger<ClusterMembership>()),
            };
            await joined.Membership.JoinAsync(joined.Self, role, joined.Handover, CancellationToken.None).Within();
            return joined;
        }

        public Task<ClusterView> SettledAsync(long atLeast) => UntilAsync(view => view.IsSettled && view.Version >= atLeast);

        public async Task<ClusterView> UntilAsync(Func<ClusterView, bool> reached)
        {
            var found = new TaskCompletionSource<ClusterView>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var listening = Membership.OnChange(Look);
            Look(Membership.View);
            return await found.Task.Within();

            void Look(ClusterView view)
            {
                if (reached(view))
                {
                    found.TrySetResult(view);
                }
            }
        }

        public ValueTask DisposeAsync() => Membership.DisposeAsync();
    }

    private sealed class RecordedHandover : IGrainHandover
    {
        private readonly SemaphoreSlim _asked = new(0);
        private int _count;

        public Gate? Gate { get; set; }

        public Func<GrainId, bool>? Keeps { get; private set; }

        public async Task GiveUpAsync(Func<GrainId, bool> keeps, CancellationToken limit)
        {
            Keeps = keeps;
            _asked.Release();
            await (Gate?.Opened ?? Task.CompletedTask).WaitAsync(limit);
        }

        /// <summary>Completes when it was asked for so many times in all.</summary>
        public async Task Asked(int times)
        {
            for (; _count < times; _count++)
            {
                await _asked.WaitAsync().Within();
            }
        }
    }

    private sealed class FaultyTable : IMembershipTable
    {
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _lookFailed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _looks = new(0);
        private int _acknowledgementsToFail;

        public InMemoryMembershipTable Inner { get; } = new(TimeProvider.System);

        public bool IsDown { get; set; }

        public Task Failed => _failed.Task;

        public Task LookFailed => _lookFailed.Task;

        /// <summary>Completes after so many more looks for the dead.</summary>
        public async Task LooksAsync(int count)
        {
            while (_looks.Wait(0))
            {
                // Those before do not count.
            }

            for (; count > 0; count--)
            {
                await _looks.WaitAsync().Within();
            }
        }

        public int AcknowledgementsToFail
        {
            get => Volatile.Read(ref _acknowledgementsToFail);
            set => Volatile.Write(ref _acknowledgementsToFail, value);
        }

        public Task<ClusterView> JoinAsync(SiloAddress self, MemberRole role, CancellationToken cancellationToken) =>
            Inner.JoinAsync(self, role, cancellationToken);

        public Task<ClusterView> ReadAsync(CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                _failed.TrySetResult();
                throw new InvalidOperationException("The table is down.");
            }

            return Inner.ReadAsync(cancellationToken);
        }

        public Task AcknowledgeAsync(SiloAddress self, long version, CancellationToken cancellationToken) =>
            Volatile.Read(ref _acknowledgementsToFail) > 0 && Interlocked.Decrement(ref _acknowledgementsToFail) >= 0
                ? throw new InvalidOperationException("The table is down.")
                : Inner.AcknowledgeAsync(self, version, cancellationToken);

        public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => Inner.LeaveAsync(self, cancellationToken);

        public Task RemoveAsync(SiloAddress self, CancellationToken cancellationToken) => Inner.RemoveAsync(self, cancellationToken);

        public Task<IReadOnlyList<SiloAddress>> FindDeadAsync(CancellationToken cancellationToken)
        {
            if (IsDown)
            {
                _lookFailed.TrySetResult();
                throw new InvalidOperationException("The table is down.");
            }

            _looks.Release();
            return Inner.FindDeadAsync(cancellationToken);
        }

        public Task<bool> TakeOverAsync(SiloAddress member, CancellationToken cancellationToken) =>
            Inner.TakeOverAsync(member, cancellationToken);

        public Task BeatAsync(SiloAddress client, CancellationToken cancellationToken) => Inner.BeatAsync(client, cancellationToken);

        public Task WaitForChangeAsync(ClusterView known, TimeSpan atMost, CancellationToken cancellationToken) =>
            Inner.WaitForChangeAsync(known, atMost, cancellationToken);
    }
}
