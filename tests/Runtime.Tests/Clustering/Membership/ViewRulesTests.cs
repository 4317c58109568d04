using Academy.Runtime.Clustering;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering.Membership;

/// <summary>What a silo may conclude from the views that it has seen.</summary>
public sealed class ViewRulesTests
{
    private static readonly GrainId[] Grains = [.. Enumerable.Range(0, 60).Select(static n => GrainId.Create("user", $"u{n}"))];

    [Fact]
    public void A_new_silo_activates_nothing_before_its_view_is_in_force()
    {
        var joined = AdoptedViews.None with { Self = Address(1) };
        joined = joined.With(new ClusterView(2, [Silo(0, seen: 2), Silo(1, seen: 0)]));
        Assert.DoesNotContain(Grains, joined.MayActivate);
        joined = joined.With(new ClusterView(2, [Silo(0, seen: 2), Silo(1, seen: 2)]));
        Assert.Equal(Grains.Where(it => joined.View.OwnerOf(it)!.Name == "silo-1"), Grains.Where(joined.MayActivate));
    }

    [Fact]
    public void A_silo_goes_on_with_what_it_keeps_while_a_newer_view_is_not_yet_in_force()
    {
        var founder = (AdoptedViews.None with { Self = Address(0) }).With(new ClusterView(1, [Silo(0, seen: 1)]));
        Assert.All(Grains, it => Assert.True(founder.MayActivate(it)));
        founder = founder.With(new ClusterView(2, [Silo(0, seen: 1), Silo(1, seen: 0)]));
        Assert.Equal(Grains.Where(founder.Owns), Grains.Where(founder.MayActivate));
        Assert.InRange(Grains.Count(founder.MayActivate), 10, 50);
    }

    [Fact]
    public void What_went_away_and_comes_back_waits_until_everybody_has_given_it_up()
    {
        var silo = (AdoptedViews.None with { Self = Address(0) })
            .With(new ClusterView(1, [Silo(0, seen: 1)]))
            .With(new ClusterView(2, [Silo(0, seen: 1), Silo(1, seen: 0)]));
        var gone = Grains.Where(it => !silo.Owns(it)).ToArray();
        var kept = Grains.Where(silo.Owns).ToArray();
        silo = silo.With(new ClusterView(3, [Silo(0, seen: 2), Silo(1, seen: 2, MemberStatus.Leaving)]));
        Assert.All(gone, it => Assert.True(silo.Owns(it) && !silo.MayActivate(it)));
        Assert.All(kept, it => Assert.True(silo.MayActivate(it)));
        silo = silo.With(new ClusterView(3, [Silo(0, seen: 3), Silo(1, seen: 3, MemberStatus.Leaving)]));
        Assert.All(gone, it => Assert.True(silo.MayActivate(it)));
    }

    [Fact]
    public void A_leaving_silo_owns_nothing()
    {
        var silo = (AdoptedViews.None with { Self = Address(0) })
            .With(new ClusterView(1, [Silo(0, seen: 1)]))
            .With(new ClusterView(2, [Silo(0, seen: 1, MemberStatus.Leaving)]));
        Assert.DoesNotContain(Grains, silo.MayActivate);
        Assert.Null(silo.View.OwnerOf(Grains[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Never_do_two_living_silos_have_the_same_grain(bool skippingViews)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            new ManyViews(seed, skippingViews).Run(steps: 150);
        }
    }

    private static SiloAddress Address(int number) => new($"silo-{number}", number, "host", 1);

    private static Member Silo(int number, long seen, MemberStatus status = MemberStatus.Active) =>
        new(Address(number), MemberRole.Silo, status, seen);

    /// <summary>Silos that join, look, activate, hand over, acknowledge, leave and die in any order that chance finds. Only what the
    /// membership promises is assumed: reads see one version whole, and a silo that is off the table does nothing any more.</summary>
    private sealed class ManyViews(int seed, bool skipping)
    {
        private readonly Random _chance = new(seed);
        private readonly InMemoryMembershipTable _table = new(TimeProvider.System);
        private readonly List<Actor> _silos = [];
        private int _generation;

        public void Run(int steps)
        {
            Join();
            for (var step = 0; step < steps; step++)
            {
                Act();
                foreach (var twice in _silos.SelectMany(static it => it.Active).CountBy(static it => it).Where(static it => it.Value > 1))
                {
                    Assert.Fail($"Seed {seed}, step {step}: {twice.Key} is active on "
                        + string.Join(" and ", _silos.Where(it => it.Active.Contains(twice.Key)).Select(static it => it.Self)));
                }
            }
        }

        private ClusterView Read() => _table.ReadAsync(CancellationToken.None).Result;

        private void Join()
        {
            var name = Enumerable.Range(0, 5).Where(n => _silos.TrueForAll(it => it.Self.Name != $"silo-{n}")).Order().FirstOrDefault(-1);
            if (name < 0)
            {
                return;
            }

            var self = new SiloAddress($"silo-{name}", ++_generation, "host", 1);
            _silos.Add(new Actor(self, _table.JoinAsync(self, MemberRole.Silo, CancellationToken.None).Result));
        }

        private void Act()
        {
            if (_silos.Count == 0 || _chance.Next(25) == 0)
            {
                Join();
                return;
            }

            var silo = _silos[_chance.Next(_silos.Count)];
            switch (_chance.Next(skipping ? 60 : 40))
            {
                case 0:
                    // Dead and taken over: from its row's end on it does nothing.
                    _silos.Remove(silo);
                    _table.Kill(silo.Self);
                    Assert.True(_table.TakeOverAsync(silo.Self, CancellationToken.None).Result);
                    break;
                case 1:
                    _ = _table.LeaveAsync(silo.Self, CancellationToken.None);
                    break;
                case < 14:
                    silo.Look(Read());
                    break;
                case < 22 when silo.GiveUp() is var version:
                    _ = _table.AcknowledgeAsync(silo.Self, version, CancellationToken.None);
                    if (Read() is { IsSettled: true } view && view.Find(silo.Self)!.Status == MemberStatus.Leaving)
                    {
                        _silos.Remove(silo);
                        _ = _table.RemoveAsync(silo.Self, CancellationToken.None);
                    }

                    break;
                default:
                    silo.Activate(Grains[_chance.Next(Grains.Length)]);
                    break;
            }
        }
    }

    private sealed class Actor(SiloAddress self, ClusterView first)
    {
        private AdoptedViews _adopted = (AdoptedViews.None with { Self = self }).With(first);

        public SiloAddress Self => self;

        public HashSet<GrainId> Active { get; } = [];

        public void Look(ClusterView view) => _adopted = view.IsSameAs(_adopted.View) ? _adopted : _adopted.With(view);

        public void Activate(GrainId grain)
        {
            if (_adopted.MayActivate(grain))
            {
                Active.Add(grain);
            }
        }

        public long GiveUp()
        {
            Active.RemoveWhere(it => !_adopted.Owns(it));
            return _adopted.View.Version;
        }
    }
}
