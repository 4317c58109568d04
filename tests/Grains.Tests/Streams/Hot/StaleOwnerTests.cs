using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;
using Academy.Streams;
using Academy.Testing;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>An owner that may not be the only one: what it says, and that it goes.</summary>
public sealed class StaleOwnerTests : IAsyncLifetime
{
    private const string Stream = "academy/tally:a";

    private readonly ScriptedJournal journal = new();
    private readonly TestHost host = new(GrainKey.Of(OrganizationId.Default, "a"));
    private readonly Caller caller = new(OrganizationId.Default, new UserId(Guid.NewGuid()), Role.Student);
    private TallyOwner grain = null!;

    public async Task InitializeAsync()
    {
        grain = await TallyOwner.StartAsync(host, journal);
        await AddAsync(1, 7);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Who_has_seen_more_than_the_journal_has_gets_a_snapshot()
    {
        var answer = await grain.Join(caller, new StreamCursor(journal.Epoch, 2));
        Assert.Equal((StreamVerdict.Snapshot, 1L), (answer.Verdict, answer.Seq));
        Assert.Equal(1, journal.Loads);
        Assert.Empty(host.Deactivations);
    }

    [Fact]
    public async Task Who_has_seen_what_another_owner_wrote_is_answered_with_it_and_the_stale_one_goes()
    {
        journal.StoreForeign(Stream, 100);
        journal.StoreForeign(Stream, 10);
        var answer = await grain.Join(caller, new StreamCursor(journal.Epoch, 2));
        Assert.Equal((StreamVerdict.Resumed, 3L), (answer.Verdict, answer.Seq));
        Assert.Equal([3L], answer.Messages.Select(message => message.Seq));
        Assert.Equal(117, await grain.Get());
        Assert.Equal(2, journal.Loads);
        Assert.Single(host.Deactivations);
    }

    [Fact]
    public async Task A_renewed_watch_is_answered_with_what_another_owner_wrote()
    {
        journal.StoreForeign(Stream, 100);
        journal.StoreForeign(Stream, 10);
        var stream = new WatchedStream(OrganizationId.Default, new StreamName("tally", "a"), Audience.Member);
        var answer = await grain.Watch(new Watcher(), stream, new StreamCursor(journal.Epoch, 2));
        Assert.Equal((StreamVerdict.Resumed, 3L), (answer.Verdict, answer.Seq));
    }

    /// <summary>
    /// The other owner went down with its silo, and its watchers came back here: they have seen nothing of it, either.
    /// </summary>
    [Fact]
    public async Task After_a_loss_nobody_is_answered_with_less_than_the_journal_has()
    {
        journal.StoreForeign(Stream, 100);
        var before = await grain.Join(caller, new StreamCursor(journal.Epoch, 1));
        Assert.Equal((StreamVerdict.Resumed, 1L), (before.Verdict, before.Seq));
        host.Stale.Doubt();
        var joins = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => grain.Join(caller, new StreamCursor(journal.Epoch, 1)))
        );
        Assert.All(joins, answer => Assert.Equal((StreamVerdict.Resumed, 2L), (answer.Verdict, answer.Seq)));
        Assert.Equal(1, journal.HeadReads);
        Assert.Single(host.Deactivations);
    }

    [Fact]
    public async Task After_a_loss_what_appends_nothing_is_decided_on_what_the_journal_has()
    {
        journal.StoreForeign(Stream, 100);
        host.Stale.Doubt();
        Assert.Equal(new Tallied(107, 2), RunningAcademy.Accept(await grain.Add(caller, null, 0)));
    }

    [Fact]
    public async Task An_owner_that_is_not_behind_looks_once_and_stays()
    {
        host.Stale.Doubt();
        await grain.Join(caller, null);
        await grain.Join(caller, null);
        Assert.Equal((1, 1), (journal.HeadReads, journal.Loads));
        Assert.Empty(host.Deactivations);
        host.Stale.Doubt();
        await grain.Join(caller, null);
        Assert.Equal(2, journal.HeadReads);
    }

    [Fact]
    public async Task Without_a_database_it_answers_from_memory_and_looks_when_it_is_back()
    {
        journal.StoreForeign(Stream, 100);
        host.Stale.Doubt();
        journal.Away = new JournalUnavailableException("away");
        Assert.Equal(1L, (await grain.Join(caller, null)).Seq);
        journal.Away = null;
        Assert.Equal(2L, (await grain.Join(caller, null)).Seq);
    }

    [Fact]
    public async Task What_this_owner_has_in_flight_is_no_sign_of_another()
    {
        var adding = grain.Add(caller, null, 3);
        await journal.SentAsync(2);
        journal.Commit(2, quietly: true);
        var joining = grain.Join(caller, new StreamCursor(journal.Epoch, 2));
        await grain.Get();
        Assert.False(joining.IsCompleted);
        journal.Tell(2);
        Assert.Equal((StreamVerdict.Resumed, 2L), ((await joining).Verdict, (await joining).Seq));
        RunningAcademy.Accept(await adding);
        Assert.Equal(1, journal.Loads);
        Assert.Empty(host.Deactivations);
    }

    /// <summary>An append in flight that meets another owner's events does not stand for them.</summary>
    [Fact]
    public async Task Who_has_seen_more_is_not_answered_from_memory_because_something_is_in_flight()
    {
        journal.StoreForeign(Stream, 100);
        journal.Delayed = new TaskCompletionSource();
        var joining = grain.Join(caller, new StreamCursor(journal.Epoch, 2));
        await Within.Holds(() => journal.HeadReads == 1, "the question to the journal");
        var adding = grain.Add(caller, null, 3);
        await journal.SentAsync(2);
        journal.Delayed.SetResult();
        await grain.Get();
        Assert.False(joining.IsCompleted);
        journal.Conflict(2);
        Assert.Equal((StreamVerdict.Resumed, 2L), ((await joining).Verdict, (await joining).Seq));
        await Assert.ThrowsAsync<StreamMovedException>(() => adding);
    }

    [Fact]
    public async Task Commands_wait_until_the_doubt_is_settled_and_are_sent_to_the_owner()
    {
        journal.StoreForeign(Stream, 100);
        var joining = grain.Join(caller, new StreamCursor(journal.Epoch, 2));
        var adding = grain.Add(caller, null, 1);
        await joining;
        // Decided before the doubt, it meets the other owner's event itself.
        if (journal.Count == 2)
            journal.Conflict(2);
        await Assert.ThrowsAsync<StreamMovedException>(() => adding);
        Assert.Equal(107, await grain.Get());
    }

    [Fact]
    public async Task After_a_conflict_an_owner_answers_repeats_and_refusals_appends_nothing_more_and_goes()
    {
        var key = new CommandKey("k", "one");
        await AddAsync(2, 3, key);
        journal.StoreForeign(Stream, 100);
        var adding = grain.Add(caller, null, 1);
        await journal.SentAsync(3);
        Assert.Empty(host.Deactivations);
        journal.Conflict(3);
        await Assert.ThrowsAsync<StreamMovedException>(() => adding);
        Assert.Single(host.Deactivations);

        Assert.Equal(new Tallied(10, 2), RunningAcademy.Accept(await grain.Add(caller, key, 3)));
        Assert.Equal(Tally.Full, (await grain.Add(caller, null, Tally.Max)).Refusal);
        Assert.Equal(new Tallied(110, 3), RunningAcademy.Accept(await grain.Add(caller, null, 0)));
        await Assert.ThrowsAsync<StreamMovedException>(() => grain.Add(caller, null, 1));
        Assert.Equal(3, journal.Count);
    }

    [Fact]
    public async Task What_was_missed_of_another_owner_is_not_hidden_by_what_is_remembered()
    {
        journal.StoreForeign(Stream, 100);
        var adding = grain.Add(caller, null, 1);
        await journal.SentAsync(2);
        journal.Conflict(2);
        await Assert.ThrowsAsync<StreamMovedException>(() => adding);
        // Loaded up to 2, and what is remembered ends at 1.
        var answer = await grain.Join(caller, new StreamCursor(journal.Epoch, 0));
        Assert.Equal([1L, 2L], answer.Messages.Select(message => message.Seq));
    }

    private async Task AddAsync(int number, int amount, CommandKey? key = null)
    {
        var adding = grain.Add(caller, key, amount);
        await journal.SentAsync(number);
        journal.Commit(number);
        RunningAcademy.Accept(await adding);
    }
}
