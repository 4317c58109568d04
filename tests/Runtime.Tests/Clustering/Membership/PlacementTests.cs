using Academy.Runtime.Clustering;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering.Membership;

public sealed class PlacementTests
{
    private static readonly GrainId[] Grains =
    [
        .. Enumerable.Range(0, 20_000).Select(static n => GrainId.Create(
            n % 2 == 0 ? "user" : "course", $"academy/{n % 2:D8}-0190-7{n:D6}")),
    ];

    [Fact]
    public void A_joining_silo_gets_its_share_and_nothing_else_moves()
    {
        for (var count = 1; count <= 6; count++)
        {
            var before = View(Silos(count));
            var after = View(Silos(count + 1));
            var joined = $"silo-{count}";
            var moved = Grains.Where(it => before.OwnerOf(it) != after.OwnerOf(it)).ToArray();
            Assert.All(moved, it => Assert.Equal(joined, after.OwnerOf(it)!.Name));
            var share = 1d / (count + 1);
            Assert.InRange((double)moved.Length / Grains.Length, share * 0.9, share * 1.1);
        }
    }

    [Fact]
    public void A_leaving_silo_s_grains_spread_over_the_others_and_nothing_else_moves()
    {
        var before = View(Silos(5));
        var after = View(Silos(5).Select(static it => it.Address.Name == "silo-2" ? it with { Status = MemberStatus.Leaving } : it));
        var moved = Grains.Where(it => before.OwnerOf(it) != after.OwnerOf(it)).ToArray();
        Assert.All(moved, it => Assert.Equal("silo-2", before.OwnerOf(it)!.Name));
        Assert.All(
            moved.CountBy(it => after.OwnerOf(it)!.Name),
            it => Assert.InRange(it.Value, moved.Length / 4 * 0.85, moved.Length / 4 * 1.15));
    }

    [Fact]
    public void Everybody_agrees_whatever_the_order_ports_and_generations()
    {
        var one = View(Silos(4));
        var other = View(Silos(4).Reverse().Select(static it => it with
        {
            Address = it.Address with { Generation = it.Address.Generation + 7, Host = "elsewhere", Port = 9 },
        }));
        Assert.All(Grains, it => Assert.Equal(one.OwnerOf(it)!.Name, other.OwnerOf(it)!.Name));
    }

    [Fact]
    public void The_hashes_are_the_same_in_every_release()
    {
        var view = View(Silos(3));
        Assert.Equal(
            "112201222221",
            string.Concat(Enumerable.Range(0, 12).Select(n => view.OwnerOf(GrainId.Create("user", $"academy/{n}"))!.Name[^1])));
    }

    [Fact]
    public void Clients_own_nothing_and_an_empty_cluster_has_no_owner()
    {
        var client = new Member(new SiloAddress("client", 1, "host", 0), MemberRole.Client, MemberStatus.Active, 0);
        Assert.Null(ClusterView.Empty.OwnerOf(Grains[0]));
        Assert.Null(View([client]).OwnerOf(Grains[0]));
        Assert.All(Grains, it => Assert.NotEqual("client", View(Silos(2).Append(client)).OwnerOf(it)!.Name));
    }

    [Fact]
    public void A_view_is_in_force_when_every_silo_has_acknowledged_it()
    {
        var client = new Member(new SiloAddress("client", 1, "host", 0), MemberRole.Client, MemberStatus.Active, 0);
        var silos = Silos(3).ToArray();
        Assert.True(new ClusterView(5, silos.Append(client)).IsSettled);
        silos[1] = silos[1] with { Seen = 4 };
        Assert.False(new ClusterView(5, silos).IsSettled);
    }

    private static IEnumerable<Member> Silos(int count) => Enumerable.Range(0, count).Select(static n =>
        new Member(new SiloAddress($"silo-{n}", n, "host", n), MemberRole.Silo, MemberStatus.Active, Seen: 5));

    private static ClusterView View(IEnumerable<Member> members) => new(5, members);
}
