using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;
using Academy.Streams;
using Academy.Streams.Journaling;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>
/// What a grain promises while several of its appends are in flight: given a journal whose results the test decides,
/// when they come, then who is answered what.
/// </summary>
public sealed class HotGrainTests : IAsyncLifetime
{
    private const string Stream = "academy/tally:a";
    private static readonly JournalUnavailableException Away = new("The database is away.");

    private readonly ScriptedJournal journal = new();
    private readonly TestHost host = new(GrainKey.Of(OrganizationId.Default, "a"));
    private readonly Caller caller = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Student);
    private TallyOwner grain = null!;

    public async Task InitializeAsync() => grain = await TallyOwner.StartAsync(host, journal);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Commands_are_decided_on_what_is_in_flight_and_each_is_answered_after_its_own_commit()
    {
        var adding = await SendAsync(1, 2, 3);
        await DecidedOnAsync(1, 0, 1, 2);
        Assert.Equal(0, await grain.Get());
        Assert.DoesNotContain(adding, answer => answer.IsCompleted);

        journal.Commit(1);
        Assert.Equal(new Tallied(1, 1), await Accepted(adding[0]));
        Assert.Equal(1, await grain.Get());
        Assert.False(adding[1].IsCompleted);
        journal.Commit(2);
        journal.Commit(3);
        Assert.Equal(new Tallied(3, 2), await Accepted(adding[1]));
        Assert.Equal(new Tallied(6, 3), await Accepted(adding[2]));
        Assert.Equal(6, await grain.Get());
        Assert.Equal(1, journal.Loads);
    }

    [Fact]
    public async Task Nothing_is_published_before_its_commit_and_everything_in_the_order_of_its_numbers()
    {
        // Not through a reference: it hears of a message in the very moment in which it is published.
        var watcher = new Watcher();
        var stream = new WatchedStream(OrganizationId.Default, new StreamName("tally", "a"), Audience.Member);
        var joined = await grain.Watch(watcher, stream, null);
        Assert.Equal(0, joined.Seq);
        var adding = await SendAsync(1, 2, 3);
        Assert.Equal(
            """{"total":0}""",
            System.Text.Encoding.UTF8.GetString((await grain.Join(caller, null)).Snapshot!.Value.Span)
        );

        // Told in the wrong order: the first is missing still.
        journal.Commit(1, quietly: true);
        journal.Commit(2);
        journal.Commit(3);
        await grain.Get();
        Assert.Equal(0, watcher.Unread);
        Assert.DoesNotContain(adding, answer => answer.IsCompleted);
        journal.Tell(1);
        await Task.WhenAll(adding).WaitAsync(TimeSpan.FromSeconds(20));
        await watcher.UntilAsync(messages => messages.Count == 3, "three events");
        Assert.Equal([1, 2, 3], watcher.Messages.Select(message => message.Seq));
        Assert.Equal(0, watcher.Unread);
    }

    [Fact]
    public async Task A_conflict_in_the_middle_discards_what_is_behind_it_and_nothing_is_appended_any_more()
    {
        var adding = await SendAsync(1, 2, 3, 4);
        journal.Commit(1);
        await Accepted(adding[0]);
        journal.StoreForeign(Stream, 100);
        journal.Conflict(2);
        // Those behind are still in flight: until they are known, nothing is answered.
        var late = grain.Add(caller, null, 5);
        await grain.Get();
        journal.Conflict(4);
        await grain.Get();
        Assert.DoesNotContain(adding[1..], answer => answer.IsCompleted);
        journal.Conflict(3);

        foreach (var answer in adding[1..].Append(late))
            await Assert.ThrowsAsync<StreamMovedException>(() => answer);
        Assert.Equal(101, await grain.Get());
        Assert.Equal((4, 2), (journal.Count, journal.Loads));
    }

    [Fact]
    public async Task A_failure_in_the_middle_is_told_to_its_caller_and_those_behind_are_decided_without_it()
    {
        var adding = await SendAsync(1, 20, 3);
        journal.Commit(1);
        journal.Fail(2, Away);
        journal.Conflict(3);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[1]);
        await DecidedOnAsync(4, 1);
        journal.Commit(4);
        Assert.Equal(new Tallied(4, 2), await Accepted(adding[2]));
        Assert.Equal(1, journal.Loads);
    }

    [Fact]
    public async Task A_failure_that_comes_before_the_commits_before_it_waits_for_them()
    {
        var adding = await SendAsync(1, 2, 3);
        journal.Fail(3, Away);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[2]);
        var late = grain.Add(caller, null, 4);
        await grain.Get();
        Assert.Equal(3, journal.Count);
        journal.Commit(1);
        journal.Commit(2);
        Assert.Equal(new Tallied(3, 2), await Accepted(adding[1]));
        await DecidedOnAsync(4, 2);
        journal.Commit(4);
        Assert.Equal(new Tallied(7, 3), await Accepted(late));
    }

    [Fact]
    public async Task When_the_database_goes_away_all_in_flight_are_told_and_reads_go_on()
    {
        var adding = await SendAsync(1, 2, 3);
        journal.Commit(1);
        await Accepted(adding[0]);
        journal.Away = Away;
        journal.Fail(2, Away);
        journal.Fail(3, Away);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[1]);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[2]);
        Assert.Equal(1, await grain.Get());
        Assert.Equal(StreamVerdict.Snapshot, (await grain.Join(caller, null)).Verdict);
    }

    [Fact]
    public async Task A_refusal_that_rests_on_events_in_flight_waits_for_them()
    {
        var adding = await SendAsync(Tally.Max);
        var refused = grain.Add(caller, null, 1);
        await grain.Get();
        Assert.False(refused.IsCompleted);
        journal.Commit(1);
        Assert.Equal(Tally.Full, (await refused).Refusal);
        await Accepted(adding[0]);
        Assert.Equal(1, journal.Count);
    }

    [Fact]
    public async Task A_refusal_whose_reason_was_never_written_is_decided_again()
    {
        var adding = await SendAsync(Tally.Max);
        var refused = grain.Add(caller, null, 1);
        await grain.Get();
        journal.Fail(1, Away);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[0]);
        await DecidedOnAsync(2, 0);
        journal.Commit(2);
        Assert.Equal(new Tallied(1, 1), await Accepted(refused));
    }

    [Fact]
    public async Task A_command_that_changes_nothing_waits_for_what_it_found_and_is_decided_again_without_it()
    {
        var adding = await SendAsync(1, 2);
        var nothing = grain.Add(caller, null, 0);
        await grain.Get();
        journal.Commit(1);
        await Accepted(adding[0]);
        await grain.Get();
        Assert.False(nothing.IsCompleted);
        journal.Fail(2, Away);
        Assert.Equal(new Tallied(1, 1), await Accepted(nothing));
    }

    [Fact]
    public async Task The_same_command_twice_in_flight_counts_once_and_both_get_the_first_answer()
    {
        var first = grain.Add(caller, new CommandKey("k", "one"), 7);
        await journal.SentAsync(1);
        var again = grain.Add(caller, new CommandKey("k", "one"), 7);
        var other = grain.Add(caller, new CommandKey("k", "two"), 8);
        await grain.Get();
        Assert.Equal(1, journal.Count);
        journal.Commit(1);
        Assert.Equal(new Tallied(7, 1), await Accepted(first));
        Assert.Equal(new Tallied(7, 1), await Accepted(again));
        Assert.Equal(CommandRefusals.KeyReused, (await other).Refusal);
        Assert.Equal(1, journal.Count);
    }

    [Fact]
    public async Task A_repeat_of_a_command_in_flight_that_fails_is_decided_itself()
    {
        var first = grain.Add(caller, new CommandKey("k", "one"), 7);
        await journal.SentAsync(1);
        var again = grain.Add(caller, new CommandKey("k", "one"), 7);
        await grain.Get();
        journal.Fail(1, Away);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => first);
        await journal.SentAsync(2);
        journal.Commit(2);
        Assert.Equal(new Tallied(7, 1), await Accepted(again));
    }

    [Fact]
    public async Task A_command_that_the_journal_knows_gets_its_first_answer_and_those_behind_are_decided_without_it()
    {
        var old = new RecordedCommand(
            "k",
            "one",
            1,
            1,
            JsonSerializer.SerializeToUtf8Bytes(new Tallied(7, 1), TallyJson.Default.Tallied)
        );
        var repeat = grain.Add(caller, new CommandKey("k", "one"), 7);
        await journal.SentAsync(1);
        var behind = grain.Add(caller, null, 1);
        await journal.SentAsync(2);
        journal.Know(1, old);
        journal.Conflict(2);
        Assert.Equal(new Tallied(7, 1), await Accepted(repeat));
        await DecidedOnAsync(3, 0);
        journal.Commit(3);
        Assert.Equal(new Tallied(1, 1), await Accepted(behind));
    }

    [Fact]
    public async Task A_state_that_cannot_be_loaded_again_is_tried_again_by_the_next()
    {
        var adding = await SendAsync(1, 2);
        journal.Away = Away;
        journal.StoreForeign(Stream, 100);
        journal.Conflict(1);
        journal.Conflict(2);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[0]);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => adding[1]);
        journal.Away = null;
        await Assert.ThrowsAsync<StreamMovedException>(() => grain.Add(caller, null, 3));
        Assert.Equal(100, await grain.Get());
    }

    [Fact]
    public async Task Appends_in_flight_are_bounded_and_whoever_waits_comes_in_his_order()
    {
        var adding = Enumerable.Range(0, Pipeline.InFlightMax + 3).Select(_ => grain.Add(caller, null, 1)).ToArray();
        await journal.SentAsync(Pipeline.InFlightMax);
        await grain.Get();
        Assert.Equal(Pipeline.InFlightMax, journal.Count);
        for (var number = 1; number <= adding.Length; number++)
        {
            Assert.Equal(number - 1, (await journal.SentAsync(number)).ExpectedSeq);
            journal.Commit(number);
            Assert.Equal(new Tallied(number, number), await Accepted(adding[number - 1]));
        }
    }

    [Fact]
    public async Task A_lone_command_costs_no_second_core()
    {
        await grain.Get();
        var made = Tally.Made;
        for (var number = 1; number <= 20; number++)
        {
            var adding = grain.Add(caller, null, 1);
            await journal.SentAsync(number);
            journal.Commit(number);
            await Accepted(adding);
        }
        Assert.Equal(made, Tally.Made);
    }

    /// <summary>Sends one after the other, so that they are decided in this order.</summary>
    private async Task<Task<Outcome<Tallied>>[]> SendAsync(params int[] amounts)
    {
        var (before, adding) = (journal.Count, new Task<Outcome<Tallied>>[amounts.Length]);
        for (var i = 0; i < amounts.Length; i++)
        {
            adding[i] = grain.Add(caller, null, amounts[i]);
            await journal.SentAsync(before + i + 1);
        }
        return adding;
    }

    /// <summary>The heads on which the appends from this number on were decided.</summary>
    private async Task DecidedOnAsync(int number, params long[] heads)
    {
        foreach (var head in heads)
            Assert.Equal(head, (await journal.SentAsync(number++)).ExpectedSeq);
    }

    private static async Task<Tallied> Accepted(Task<Outcome<Tallied>> answer) =>
        RunningAcademy.Accept(await answer.WaitAsync(TimeSpan.FromSeconds(20)));
}
