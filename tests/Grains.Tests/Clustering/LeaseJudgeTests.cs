using System.Net;
using Academy.Journal;
using Academy.Silo.Clustering;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Clustering;

/// <summary>Who may be called dead by a lease that has ended, and when nobody may.</summary>
public sealed class LeaseJudgeTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);
    private static readonly LeaseState Running = new(TimeSpan.FromSeconds(2), IsHolderGone: false);
    private static readonly LeaseState Ended = new(TimeSpan.FromSeconds(-1), IsHolderGone: false);
    private static readonly LeaseState Gone = new(TimeSpan.FromSeconds(2), IsHolderGone: true);

    private readonly FakeTimeProvider clock = new();
    private readonly LeaseJudge judge;
    private readonly SetLease own = new();

    public LeaseJudgeTests() => judge = new(clock);

    [Fact]
    public void One_of_three_whose_lease_has_ended_is_dead_at_once() =>
        Assert.Equal([Silo(1)], judge.WhoIsDead([(Silo(1), Ended), (Silo(2), Running)], Lease));

    [Fact]
    public void One_of_two_whose_lease_has_ended_is_dead_at_once() =>
        Assert.Equal([Silo(1)], judge.WhoIsDead([(Silo(1), Ended)], Lease));

    [Fact]
    public void The_end_of_most_leases_has_to_last_for_one_lease()
    {
        (SiloAddress, LeaseState)[] others = [(Silo(1), Ended), (Silo(2), Ended)];
        Assert.Empty(judge.WhoIsDead(others, Lease));
        clock.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.Empty(judge.WhoIsDead(others, Lease));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([Silo(1), Silo(2)], judge.WhoIsDead(others, Lease));
    }

    [Fact]
    public void Leases_that_were_renewed_meanwhile_begin_the_wait_anew()
    {
        (SiloAddress, LeaseState)[] others = [(Silo(1), Ended), (Silo(2), Ended)];
        Assert.Empty(judge.WhoIsDead(others, Lease));
        clock.Advance(Lease);
        judge.AllHold();
        Assert.Empty(judge.WhoIsDead(others, Lease));
    }

    [Fact]
    public void Processes_that_are_seen_to_be_gone_are_dead_however_many_they_are() =>
        Assert.Equal([Silo(1), Silo(2)], judge.WhoIsDead([(Silo(1), Gone), (Silo(2), Gone)], Lease));

    [Fact]
    public void Whoever_was_without_a_lease_judges_nobody_for_one_lease()
    {
        Assert.Null(judge.MayNotJudge(own));
        own.Holds = false;
        Assert.NotNull(judge.MayNotJudge(own));
        clock.Advance(Lease * 3);
        Assert.Equal(Lease, judge.MayNotJudge(own));
        own.Holds = true;
        clock.Advance(Lease / 2);
        Assert.Equal(Lease / 2, judge.MayNotJudge(own));
        clock.Advance(Lease / 2);
        Assert.Null(judge.MayNotJudge(own));
    }

    [Fact]
    public void An_interruption_between_two_looks_counts_as_well()
    {
        own.Interruptions++;
        Assert.Equal(Lease, judge.MayNotJudge(own));
        clock.Advance(Lease);
        Assert.Null(judge.MayNotJudge(own));
    }

    private static SiloAddress Silo(int number) => SiloAddress.New(IPAddress.Loopback, 11_110 + number, 1);

    private sealed class SetLease : ILease
    {
        public bool Holds { get; set; } = true;

        public TimeSpan Length => Lease;

        public int Interruptions { get; set; }

        public Exception Refusal() => throw new NotSupportedException();
    }
}
