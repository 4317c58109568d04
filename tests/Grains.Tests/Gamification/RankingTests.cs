using Academy.Accounts;
using Academy.Grains.Gamification;
using static Academy.Grains.Tests.Courses;

namespace Academy.Grains.Tests.Gamification;

public sealed class RankingTests
{
    [Fact]
    public void Equal_xp_shares_a_rank()
    {
        var ranking = new Ranking();
        foreach (var (n, xp) in new[] { (1, 300), (2, 200), (3, 200), (4, 100) })
            ranking.Set(User(n), xp, xp, 1);

        Assert.Equal([1, 2, 2, 4], ranking.Top(10).Select(t => ranking.RankOf(t.Standing.Xp)));
    }

    [Fact]
    public void An_older_total_never_replaces_a_newer_one()
    {
        var ranking = new Ranking();
        Assert.True(ranking.Set(User(1), 500, 500, 9));
        Assert.False(ranking.Set(User(1), 450, 450, 8));
        Assert.False(ranking.Set(User(1), 500, 500, 9));
        Assert.Equal(500, Assert.Single(ranking.Top(5)).Standing.Xp);
    }

    [Fact]
    public void Nobody_without_xp_is_ranked()
    {
        var ranking = new Ranking();
        ranking.Set(User(1), 0, 0, 1);
        Assert.Empty(ranking.Top(5));
        Assert.Equal(1, ranking.RankOf(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_sorting_after_any_history(int seed)
    {
        var random = new Random(seed);
        var ranking = new Ranking();
        var model = new Dictionary<UserId, long>();
        for (var seq = 1; seq <= 5_000; seq++)
        {
            var user = User(random.Next(400));
            var xp = random.Next(12) * 50L; // many ties; back to zero now and then
            ranking.Set(user, xp, xp, seq);
            model[user] = xp;
            if (seq % 500 != 0)
                continue;
            var sorted = model
                .Where(m => m.Value > 0)
                .OrderByDescending(m => m.Value)
                .ThenBy(m => m.Key.Value)
                .ToArray();
            Assert.Equal(
                sorted.Select(m => (m.Key, m.Value)),
                ranking.Top(int.MaxValue).Select(t => (t.User, t.Standing.Xp))
            );
            Assert.All(sorted, m => Assert.Equal(1 + sorted.Count(o => o.Value > m.Value), ranking.RankOf(m.Value)));
        }
    }

    private static UserId User(int n) => new(Number(0x5000 + n));
}
