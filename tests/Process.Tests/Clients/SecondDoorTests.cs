using System.Text.Json;
using Academy.Api.Tests.Surroundings;
using Academy.Processes.Rounds;
using Xunit.Abstractions;

namespace Academy.Processes.Clients;

/// <summary>Fifty lines of Python at the second door: what they have is what the journal has.</summary>
public sealed class SecondDoorTests(ITestOutputHelper output)
{
    private const int Learners = 4;
    private const int Kills = 2;

    /// <summary>Of all learners, between one kill and the next.</summary>
    private const int Commands = 100;

    [ForeignReader.Fact]
    public async Task A_client_in_another_language_has_every_event_once_across_kills_of_the_server_and_of_itself()
    {
        var random = new Random(Size.Seed);
        output.WriteLine($"ACADEMY_SEED={Size.Seed}");
        await using var stage = await Stage.SetAsync(random, Learners);
        var door = new Uri($"http://127.0.0.1:{stage.BeforeServer.Port}");
        await using var readers = new Readers([
            .. stage.Learners.Select(
                (learner, i) =>
                    new ForeignReader(door, $"user:{learner.Id}", learner.Token, i % 2 == 0 ? "sse" : "long-poll")
            ),
        ]);

        await Within.Holds(
            () => readers.All.All(reader => reader.Messages.Count > 0),
            () => $"a snapshot for each: {string.Join(' ', readers.All.Select(reader => reader.Complaints))}"
        );

        var (load, work) = await stage.WorkAsync(pace: TimeSpan.FromMilliseconds(5));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await load.MoreAsync(Commands, "before a kill");
            await stage.Server.Kill();
            await stage.RestartServerAsync();
            await readers.RestartAsync(random.Next(Learners));
        }
        await load.MoreAsync(Commands, "after the last kill");
        load.End();
        await work.WaitAsync(Load.Patience);
        var rest = new Load();
        foreach (var learner in stage.Learners)
            await learner.RepeatUnansweredAsync(rest);

        foreach (var reader in readers.All)
        {
            var stored = await stage.Database.RowsAsync(
                "select seq, type, data::text from events where stream = $1 order by seq",
                $"academy/{reader.Stream}"
            );
            var head = (long)stored[^1][0];
            await Within.Holds(
                () => reader.Seq >= head,
                () => $"{reader.Stream} by {reader.Mode} is at {reader.Seq} of {head}: {reader.Complaints}"
            );
            Compare(stored, reader);
        }
    }

    /// <summary>One snapshot, then every event above it, once and in order.</summary>
    private void Compare(object[][] stored, ForeignReader reader)
    {
        var messages = reader.Messages;
        Assert.Equal("snapshot", messages[0].Text("type"));
        var first = messages[0].GetProperty("seq").GetInt64();
        var expected = stored
            .Where(row => (long)row[0] > first)
            .Select(row =>
                $"{row[0]} {row[1]} "
                + Happenings.ContentOf((string)row[1], JsonSerializer.Deserialize<JsonElement>((string)row[2]))
            )
            .ToArray();
        Assert.True(
            expected.Length > Commands * (Kills + 1) / Learners,
            $"Only {expected.Length} events happened: the test has tested little."
        );
        Assert.Equal(
            expected,
            messages.Skip(1).Select(e => $"{e.GetProperty("seq")} {e.Text("type")} {Happenings.ContentOf(e)}")
        );
        output.WriteLine(
            $"{reader.Stream} by {reader.Mode}: a snapshot at {first}, then {expected.Length} events, none "
                + "missing, none twice"
        );
    }

    private sealed class Readers : IAsyncDisposable
    {
        public Readers(IReadOnlyList<ForeignReader> all)
        {
            All = all;
            foreach (var reader in all)
                reader.Start();
        }

        public IReadOnlyList<ForeignReader> All { get; }

        public async Task RestartAsync(int which)
        {
            await All[which].KillAsync();
            All[which].Start();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var reader in All)
                await reader.DisposeAsync();
        }
    }
}
