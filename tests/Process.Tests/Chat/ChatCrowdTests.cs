using Xunit.Abstractions;

namespace Academy.Processes.Chat;

/// <summary>Chat never loses a message: not for who is away, and not when the server is killed.</summary>
public sealed class ChatCrowdTests(ITestOutputHelper output)
{
    private const int Kills = 2;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Size.Of(always: 15, full: 120, "ACADEMY_SECONDS"));
    private static readonly TimeSpan AwayMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AwayMax = TimeSpan.FromSeconds(Size.Of(always: 8, full: 20, "ACADEMY_AWAY"));

    [Fact]
    public async Task Whoever_comes_and_goes_hears_every_message_of_his_room_once_and_in_order_across_two_kills()
    {
        var random = new Random(Size.Seed);
        var rooms = Size.Of(always: 6, full: 20, "ACADEMY_ROOMS");
        var people = Size.Of(always: 120, full: 1_000, "ACADEMY_CLIENTS");
        output.WriteLine($"ACADEMY_SEED={Size.Seed}, {people} people in {rooms} rooms");
        await using var crowd = await ChatCrowd.GatherAsync(rooms, people / rooms);
        var drops = 0;
        for (var part = 0; part <= Kills; part++)
        {
            if (part > 0)
                await crowd.KillServerAsync();
            for (var dropped = 0; dropped < people; dropped++, drops++)
            {
                // Away or not: what they say is kept until somebody has taken it.
                crowd.People[random.Next(people)].Outbox!.Say("is what he says.");
                crowd.People[random.Next(people)].Drop(AwayMin + (AwayMax - AwayMin) * random.NextDouble());
                await Task.Delay(Duration / (Kills + 1) / people);
            }
        }
        foreach (var person in crowd.People)
            person.ComeBack();

        var wrong = await crowd.ReckonAsync();
        var views = crowd.People.Select(person => person.View).ToArray();
        output.WriteLine(
            $"{crowd.People.Sum(person => person.Outbox!.Acknowledged)} acknowledged, "
                + $"{views.Sum(view => view.Received)} events received; {drops} drops and {Kills} kills: "
                + $"{views.Sum(view => view.Resumed)} resumed, {views.Sum(view => view.Snapshots)} snapshots"
        );
        Assert.True(
            wrong.Count == 0,
            $"{string.Join('\n', wrong.Take(10))}\nThe server said:\n{crowd.Server.LastWords}"
        );
        Assert.True(views.Sum(view => view.Resumed) > people, "Hardly anybody came back: the test has tested little.");
    }
}
