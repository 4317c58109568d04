using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>A command's id is looked up before anything that its facts or its core refuse.</summary>
public sealed class FactsTests : IAsyncLifetime
{
    private static readonly Refusal Gone = new("tests.gone", RefusalKind.NotFound, "It is not there any more.");

    private readonly ScriptedJournal journal = new();
    private readonly Caller caller = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Student);
    private readonly CommandKey key = new("k", "one");
    private TestHost host = new(GrainKey.Of(OrganizationId.Default, "a"));
    private TallyOwner grain = null!;
    private int asked;

    public async Task InitializeAsync() => grain = await TallyOwner.StartAsync(host, journal);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_command_that_comes_first_reads_nothing_from_the_journal()
    {
        await FirstAsync();
        Assert.Equal(0, journal.LookUps);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_repeat_that_is_remembered_asks_for_no_facts()
    {
        await FirstAsync();
        Assert.Equal(new Tallied(7, 1), RunningAcademy.Accept(await grain.Add(caller, key, 7, () => Facts(Gone))));
        Assert.Equal(1, asked);
        Assert.Equal(0, journal.LookUps);
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_whatever_its_facts_would_refuse_now()
    {
        await FirstAsync();
        // Another activation does not remember it.
        host = new(GrainKey.Of(OrganizationId.Default, "a"));
        grain = await TallyOwner.StartAsync(host, journal);
        Assert.Equal(new Tallied(7, 1), RunningAcademy.Accept(await grain.Add(caller, key, 7, () => Facts(Gone))));
        Assert.Equal(1, journal.LookUps);
        Assert.Equal(
            CommandRefusals.KeyReused,
            (await grain.Add(caller, new CommandKey("k", "two"), 7, () => Facts(Gone))).Refusal
        );
    }

    [Fact]
    public async Task What_facts_refuse_is_refused_after_the_look_up()
    {
        Assert.Equal(Gone, (await grain.Add(caller, key, 7, () => Facts(Gone))).Refusal);
        Assert.Equal(1, journal.LookUps);
        Assert.Equal(0, journal.Count);
    }

    [Fact]
    public async Task A_repeat_of_what_is_in_flight_asks_for_facts_only_when_the_first_fails()
    {
        var first = grain.Add(caller, key, 7, () => Facts(null));
        await journal.SentAsync(1);
        var again = grain.Add(caller, key, 7, () => Facts(null));
        await grain.Get();
        Assert.Equal(1, asked);
        journal.Fail(1, new JournalUnavailableException("away"));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => first);
        await journal.SentAsync(2);
        journal.Commit(2);
        Assert.Equal(new Tallied(7, 1), RunningAcademy.Accept(await again));
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_facts_took_from_a_limit_is_given_back_by_a_repeat(bool isRefused)
    {
        await FirstAsync();
        host = new(GrainKey.Of(OrganizationId.Default, "a"));
        grain = await TallyOwner.StartAsync(host, journal);
        var limit = new Limit();
        var again = host.Turn(() =>
            grain.Stream.Execute(
                caller,
                key,
                (_, _) => new ValueTask<Taken>(limit.Take()),
                (tally, _, moment) => isRefused ? Gone : tally.Add(7, moment.Head)
            )
        );
        if (!isRefused)
        {
            await journal.SentAsync(2);
            journal.Know(
                2,
                new RecordedCommand(
                    "k",
                    "one",
                    1,
                    1,
                    JsonSerializer.SerializeToUtf8Bytes(new Tallied(7, 1), TallyJson.Default.Tallied)
                )
            );
        }
        Assert.Equal(new Tallied(7, 1), RunningAcademy.Accept(await again));
        Assert.Equal((1, 1), (limit.Taken, limit.GivenBack));
    }

    private async Task FirstAsync()
    {
        var first = grain.Add(caller, key, 7, () => Facts(null));
        await journal.SentAsync(1);
        journal.Commit(1);
        Assert.Equal(new Tallied(7, 1), RunningAcademy.Accept(await first));
    }

    private Task<Refusal?> Facts(Refusal? refusal)
    {
        asked++;
        return Task.FromResult(refusal);
    }

    private sealed class Limit
    {
        public int Taken { get; private set; }

        public int GivenBack { get; set; }

        public Taken Take()
        {
            Taken++;
            return new Taken(this);
        }
    }

    private readonly record struct Taken(Limit Limit) : Academy.Streams.IGivesBack
    {
        public void GiveBack() => Limit.GivenBack++;
    }
}
