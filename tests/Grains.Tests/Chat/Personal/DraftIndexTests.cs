using Academy.Accounts;
using Academy.Grains.Chat.Personal;

namespace Academy.Grains.Tests.Chat.Personal;

public sealed class DraftIndexTests : IAsyncLifetime
{
    private RunningAcademy academy = null!;

    public async Task InitializeAsync() => academy = await RunningAcademy.StartAsync();

    public async Task DisposeAsync() => await academy.DisposeAsync();

    [Fact]
    public async Task A_crowd_is_answered_one_by_one()
    {
        var people = Enumerable.Range(0, 2_500).Select(_ => new UserId(Guid.NewGuid())).ToArray();
        // Every third has drafts; states of another kind are none.
        await academy.RunAsync(
            $"""
            insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring,
                grainidextensionstring, serviceid, version)
            select 1, 0, 0, 2, case number % 3 when 0 then 'drafts' else 'other' end, 'academy/' || person, 'academy', 1
              from unnest(array['{string.Join(
                "','",
                people.Select(person => person.ToString())
            )}']) with ordinality as p (person, number)
             where number % 3 < 2
            """
        );
        var index = new DraftIndex(academy.Database);
        var found = await Task.WhenAll(people.Select(index.HasDrafts));
        Assert.Equal(people.Select((_, i) => (i + 1) % 3 == 0), found);
        Assert.True(await index.HasDrafts(people[2]));
        Assert.False(await index.HasDrafts(people[3]));
    }

    [Fact]
    public async Task Who_asks_after_a_failure_is_answered()
    {
        var index = new DraftIndex(academy.Database);
        await academy.RunAsync("alter table orleansstorage rename to gone");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => index.HasDrafts(new UserId(Guid.NewGuid())));
        await academy.RunAsync("alter table gone rename to orleansstorage");
        Assert.False(await index.HasDrafts(new UserId(Guid.NewGuid())));
    }
}
