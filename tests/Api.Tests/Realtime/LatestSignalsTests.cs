using Academy.Api.Tests.Realtime.Surroundings;

namespace Academy.Api.Tests.Realtime;

/// <summary>Whoever subscribes is signalled what is told by signals only: when, and when that fails.</summary>
public sealed class LatestSignalsTests(HubOverFakes hub) : IClassFixture<HubOverFakes>
{
    [Fact]
    public async Task It_is_asked_for_once_the_answer_is_on_its_way_and_for_nobody_who_was_refused()
    {
        var (ada, ben) = (Visitor.New(), Visitor.New());
        var owner = hub.OwnerOf(ada);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        owner.OnItsWay = () => release.Task;
        await using var client = await hub.Connect(ada);
        await using var stranger = await hub.Connect(ben);
        var subscribing = client.Subscribe(ada.Stream, ("e1", 0));
        await Within.Holds(() => owner.Joins == 1, () => "the join");
        await client.Subscribe("leaderboard:all");
        Assert.Equal(0, owner.LatestAsked);
        release.SetResult();
        Assert.Equal("resumed", (await subscribing).GetProperty("verdict").GetString());
        await Within.Holds(() => owner.LatestAsked == 1, () => "the question");
        Assert.Equal("refused", (await stranger.Subscribe(ada.Stream)).GetProperty("verdict").GetString());
        await client.Subscribe("leaderboard:all");
        Assert.Equal(1, owner.LatestAsked);
    }

    [Fact]
    public async Task An_owner_that_could_not_be_asked_is_asked_again()
    {
        var ada = Visitor.New();
        var owner = hub.OwnerOf(ada);
        owner.LatestFailures = 1;
        await using var client = await hub.Connect(ada);
        await client.Subscribe(ada.Stream);
        await Within.Holds(() => owner.LatestAsked == 2, () => $"asked {owner.LatestAsked} times, not twice");
    }
}
