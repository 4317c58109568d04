using Academy.Testing.Histories;

namespace Academy.Simulation.Tests.Histories;

/// <summary>Each kind of fault is put into a faultless history, and found.</summary>
public sealed class HistoryCheckTests
{
    private const string Stream = "o/user:1";
    private const string Course = "o/course:1";
    private const string Epoch = "e1";

    [Fact]
    public void A_faultless_history_has_no_findings()
    {
        var (history, stored) = Faultless();
        HistoryCheck.Require(history, stored);
    }

    [Fact]
    public void An_acknowledged_command_that_left_nothing_is_found()
    {
        var (history, stored) = Faultless();
        history.Sent("a", Stream, "k9", "spent 9");
        history.Answered("a", "k9", "ok");
        Found(FindingKind.Lost, "k9", history, stored);
    }

    [Fact]
    public void An_answer_that_names_a_number_beyond_the_end_is_found()
    {
        var (history, stored) = Faultless();
        history.Sent("a", Stream, "k9", "completed m1");
        history.Answered("a", "k9", "ok", seq: 17);
        Found(FindingKind.Lost, "17", history, stored);
    }

    [Fact]
    public void An_effect_that_is_there_twice_is_found()
    {
        var (history, stored) = Faultless([new StoredEvent(Stream, 5, "spent") { Effect = "spent 7" }]);
        Found(FindingKind.Twice, "spent 7", history, stored);
    }

    [Fact]
    public void An_unknown_outcome_may_have_happened_or_not_but_not_twice()
    {
        var (history, stored) = Faultless([new StoredEvent(Stream, 5, "spent") { Effect = "spent 8" }]);
        history.Sent("a", Stream, "k8", "spent 8");
        history.Unanswered("a", "k8");
        history.Sent("a", Stream, "k9", "spent 9");
        history.Unanswered("a", "k9");
        HistoryCheck.Require(history, stored);

        (history, stored) = Faultless([
            new StoredEvent(Stream, 5, "spent") { Effect = "spent 8" },
            new StoredEvent(Stream, 6, "spent") { Effect = "spent 8" },
        ]);
        history.Sent("a", Stream, "k8", "spent 8");
        history.Unanswered("a", "k8");
        Found(FindingKind.Twice, "spent 8", history, stored);
    }

    [Fact]
    public void What_was_refused_and_happened_nevertheless_is_found()
    {
        var (history, stored) = Faultless([new StoredEvent(Stream, 5, "spent") { Effect = "spent 8" }]);
        history.Sent("a", Stream, "k8", "spent 8");
        history.NotTaken("a", "k8", "unavailable");
        Found(FindingKind.HappenedNevertheless, "spent 8", history, stored);

        history.Sent("a", Stream, "k8", "spent 8");
        history.Unanswered("a", "k8");
        HistoryCheck.Require(history, stored);
    }

    [Fact]
    public void A_repeat_with_another_answer_is_found()
    {
        var (history, stored) = Faultless();
        history.Sent("a", Stream, "k2", "spent 7");
        history.Answered("a", "k2", "another");
        Found(FindingKind.AnswerChanged, "another", history, stored);
    }

    [Fact]
    public void A_repeat_that_is_refused_is_found()
    {
        var (history, stored) = Faultless();
        history.Sent("a", Stream, "k2", "spent 7");
        history.Refused("a", "k2", "not-found");
        Found(FindingKind.AnswerChanged, "not-found", history, stored);
    }

    [Fact]
    public void A_hole_in_the_journal_is_found()
    {
        var (history, stored) = Faultless([new StoredEvent(Stream, 6, "spent")]);
        Found(FindingKind.HoleInJournal, "6 where 5", history, stored);
    }

    [Fact]
    public void A_gap_that_a_client_was_not_told_of_is_found()
    {
        var (history, stored) = Faultless();
        history.Snapshot("c", Stream, Epoch, 1);
        history.Received("c", Stream, Epoch, 3, "spent");
        Found(FindingKind.Gap, "2 (completed)", history, stored);
    }

    [Fact]
    public void A_gap_with_a_snapshot_is_none()
    {
        var (history, stored) = Faultless();
        history.Snapshot("c", Stream, Epoch, 1);
        history.Snapshot("c", Stream, Epoch, 3);
        history.Received("c", Stream, Epoch, 4, "xp");
        HistoryCheck.Require(history, stored);
    }

    [Fact]
    public void A_last_event_that_never_came_is_found()
    {
        var (history, stored) = Faultless();
        history.ExpectUpToDate("b", Stream);
        HistoryCheck.Require(history, stored);
        history.Snapshot("c", Stream, Epoch, 3);
        history.ExpectUpToDate("c", Stream);
        Found(FindingKind.Gap, "up to 3 and hears no more", history, stored);
    }

    [Fact]
    public void A_duplicate_is_found()
    {
        var (history, stored) = Faultless();
        history.Received("b", Stream, Epoch, 4, "xp");
        Found(FindingKind.Duplicate, "up to 4 and got 4", history, stored);
    }

    [Fact]
    public void An_event_that_is_later_absent_is_found()
    {
        var (history, stored) = Faultless();
        history.Received("b", Stream, Epoch, 5, "spent");
        Found(FindingKind.Phantom, "not in the journal", history, stored);
    }

    [Fact]
    public void A_snapshot_beyond_the_end_is_found()
    {
        var (history, stored) = Faultless();
        history.Snapshot("c", Stream, Epoch, 9);
        Found(FindingKind.Phantom, "ends at 4", history, stored);
    }

    [Fact]
    public void An_event_that_is_not_the_journals_is_found()
    {
        var (history, stored) = Faultless();
        history.Snapshot("c", Stream, Epoch, 1);
        history.Received("c", Stream, Epoch, 2, "completed", "m9");
        Found(FindingKind.WrongEvent, "m9", history, stored);
    }

    [Fact]
    public void Another_epoch_without_a_snapshot_is_found()
    {
        var (history, stored) = Faultless();
        history.Received("b", Stream, "e2", 5, "spent");
        Found(FindingKind.WrongEpoch, "e2", history, stored);
    }

    [Fact]
    public void A_stale_answer_to_a_read_is_found()
    {
        var (history, stored) = Faultless();
        history.ReadAnswered(history.ReadBegun("c", Stream), 3);
        Found(FindingKind.StaleRead, "stands at 3; 4 was known", history, stored);
    }

    [Fact]
    public void A_snapshot_that_goes_back_is_found()
    {
        var (history, stored) = Faultless();
        history.Snapshot("b", Stream, Epoch, 2);
        Found(FindingKind.StaleRead, "snapshot at 2", history, stored);
    }

    [Fact]
    public void What_a_stranger_sees_or_does_is_found()
    {
        var (history, stored) = Faultless();
        history.Forbid("m", Stream);
        history.Snapshot("m", Stream, Epoch, 4);
        Found(FindingKind.Unentitled, "m may not see", history, stored);

        (history, stored) = Faultless();
        history.Forbid("m", Stream);
        history.Sent("m", Stream, "k", "completed m1");
        history.Answered("m", "k", "ok", 2);
        Found(FindingKind.Unentitled, "m may not command", history, stored);
    }

    [Fact]
    public void A_write_of_who_was_replaced_is_found()
    {
        var (history, stored) = Faultless();
        history.StaleWriteSeen("node-1", Stream, 4);
        Found(FindingKind.StaleWrite, "node-1 had been replaced", history, stored);
    }

    [Fact]
    public void A_queue_beyond_its_limit_is_found()
    {
        var (history, stored) = Faultless();
        history.QueueSeen("node", "appends", 101, 100);
        Found(FindingKind.QueueTooLong, "101", history, stored);
    }

    [Fact]
    public void Sums_that_differ_are_found()
    {
        var (history, stored) = Faultless(totals: new() { ["1"] = 60 });
        Found(FindingKind.WrongSum, "50 XP by the events; the users' totals have 60", history, stored);

        (history, stored) = Faultless(
            [new StoredEvent(Stream, 5, "xp") { Xp = ("1", 50, 50) }],
            totals: new() { ["1"] = 100 }
        );
        Found(FindingKind.WrongSum, "give 100", history, stored);
    }

    [Fact]
    public void A_completion_that_counts_twice_is_found()
    {
        var (history, stored) = Faultless([new StoredEvent(Stream, 5, "completed") { Completion = "1/m1" }]);
        Found(FindingKind.Twice, "1/m1", history, stored);
    }

    [Fact]
    public void Activity_that_is_told_twice_or_of_nobody_or_not_at_all_is_found()
    {
        var (history, stored) = Faultless([new StoredEvent(Course, 2, "activity") { Activity = ["1/m1"] }]);
        Found(FindingKind.WrongActivity, "told at", history, stored);

        (history, stored) = Faultless([new StoredEvent(Course, 2, "activity") { Activity = ["9/m9"] }]);
        Found(FindingKind.WrongActivity, "nobody completed", history, stored);

        (history, stored) = Faultless(
            [new StoredEvent(Stream, 5, "completed") { Completion = "1/m2" }],
            completions: ["1/m1", "1/m2"]
        );
        Found(FindingKind.WrongActivity, "1/m2 is not told", history, stored);
    }

    [Fact]
    public async Task Lines_may_be_recorded_from_many_threads()
    {
        var history = new History();
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(client =>
                    Task.Run(() =>
                    {
                        for (var i = 0; i < 1_000; i++)
                            history.Remark($"c{client}", "was here");
                    })
                )
        );
        Assert.Equal(Enumerable.Range(1, 8_000), history.Entries.Select(entry => entry.Number));
    }

    private static void Found(FindingKind kind, string text, History history, Stored stored)
    {
        var error = Assert.Throws<HistoryException>(() => HistoryCheck.Require(history, stored));
        Assert.Equal(kind, error.Findings[0].Kind);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Two commands, of which one was repeated after an unknown outcome, and a subscriber who was away for one event.
    /// </summary>
    private static (History History, Stored Stored) Faultless(
        StoredEvent[]? more = null,
        Dictionary<string, long>? totals = null,
        string[]? completions = null
    )
    {
        var history = new History();
        history.Snapshot("b", Stream, Epoch, 0);
        history.Received("b", Stream, Epoch, 1, "enrolled");
        history.Sent("a", Stream, "k1", "completed m1");
        history.Answered("a", "k1", "ok", seq: 2);
        history.Received("b", Stream, Epoch, 2, "completed", "m1");
        history.Sent("a", Stream, "k2", "spent 7");
        history.Unanswered("a", "k2");
        history.Sent("a", Stream, "k2", "spent 7");
        history.Answered("a", "k2", "ok", seq: 3);
        history.Received("b", Stream, Epoch, 3, "spent");
        history.Received("b", Stream, Epoch, 4, "xp");
        history.ReadAnswered(history.ReadBegun("a", Stream), 4);
        return (
            history,
            new Stored
            {
                Epoch = Epoch,
                Events =
                [
                    new(Stream, 1, "enrolled"),
                    new(Stream, 2, "completed")
                    {
                        Content = "m1",
                        Effect = "completed m1",
                        Completion = "1/m1",
                    },
                    new(Stream, 3, "spent") { Effect = "spent 7" },
                    new(Stream, 4, "xp") { Xp = ("1", 50, 50) },
                    new(Course, 1, "activity") { Activity = ["1/m1"] },
                    .. more ?? [],
                ],
                Commands = [new(Stream, "a", "k1", 2, 2), new(Stream, "a", "k2", 3, 3)],
                UserTotals = totals ?? new() { ["1"] = 50 },
                Completions = completions ?? ["1/m1"],
                ActivityIsComplete = true,
            }
        );
    }
}
