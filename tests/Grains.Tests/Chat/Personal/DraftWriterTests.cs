using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Personal;
using Academy.Vault;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Orleans.Storage;

namespace Academy.Grains.Tests.Chat.Personal;

/// <summary>
/// When drafts are written, in which order, and who is answered when. In turns, as in a grain; time passes when the
/// test says so.
/// </summary>
public sealed class DraftWriterTests
{
    private static readonly RoomId Here = new(Guid.Parse("0190b6e0-7c1e-7000-8000-00000000000a"));
    private static readonly RoomId There = new(Guid.Parse("0190b6e0-7c1e-7000-8000-00000000000b"));
    private static readonly Guid Person = Guid.Parse("0190b6e0-7c1e-7000-8000-000000000001");

    private readonly TaskScheduler turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly FakeTimeProvider clock = new();
    private readonly GatedVault vault = new();
    private readonly StateInMemory storage = new();
    private readonly List<string> told = [];
    private readonly DraftWriter writer;

    public DraftWriterTests() => writer = new(storage, vault, Person, Tell, clock, NullLogger.Instance);

    [Fact]
    public Task Word_of_a_post_that_comes_late_takes_no_later_draft_away() =>
        Turn(async () =>
        {
            var posted = clock.GetUtcNow();
            clock.Advance(TimeSpan.FromSeconds(1));
            await writer.Change(Here, Saying("Next"));
            clock.Advance(DraftLimits.WriteInterval);
            await writer.ClearUntil(Here, posted);
            Assert.Equal("Next", writer.View().Drafts[Here].Body);
            await writer.ClearUntil(Here, clock.GetUtcNow());
            Assert.Empty(writer.View().Drafts);
        });

    [Fact]
    public Task The_first_is_written_at_once_and_answered_when_it_is_stored() =>
        Turn(async () =>
        {
            var write = storage.Hold();
            var saved = writer.Change(Here, Saying("Hello"));
            await Settled();
            Assert.False(saved.IsCompleted);
            Assert.Empty(writer.View().Drafts);
            write.SetResult();
            await saved;
            Assert.Equal("Hello", writer.View().Drafts[Here].Body);
            Assert.Equal("sealed: Hello", storage.Stored.Drafts[Here].Text);
            Assert.Equal(["Hello in one room"], told);
        });

    [Fact]
    public Task What_comes_within_two_seconds_is_one_write_that_answers_all_of_it() =>
        Turn(async () =>
        {
            await writer.Change(Here, Saying("H"));
            var saves = new[]
            {
                writer.Change(Here, Saying("He")),
                writer.Change(There, Saying("Bye")),
                writer.Change(Here, Saying("Hel")),
            };
            clock.Advance(DraftLimits.WriteInterval - TimeSpan.FromMilliseconds(1));
            await Settled();
            Assert.All(saves, save => Assert.False(save.IsCompleted));
            Assert.Equal(1, storage.Writes);
            clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.WhenAll(saves);
            Assert.Equal(2, storage.Writes);
            Assert.Equal(
                ("sealed: Hel", "sealed: Bye"),
                (storage.Stored.Drafts[Here].Text, storage.Stored.Drafts[There].Text)
            );
            Assert.DoesNotContain("He", vault.Sealed);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("Hello you")]
    public Task What_comes_while_words_are_being_sealed_is_not_overtaken_by_them(string? later) =>
        Turn(async () =>
        {
            var sealing = vault.Hold();
            var first = writer.Change(Here, Saying("Hello"));
            var second = writer.Change(Here, later is null ? null : Saying(later));
            sealing.SetResult();
            await first;
            clock.Advance(DraftLimits.WriteInterval);
            await second;
            Assert.Equal(later, writer.View().Drafts.GetValueOrDefault(Here)?.Body);
            Assert.Equal(
                later is null ? null : $"sealed: {later}",
                storage.Stored.Drafts.GetValueOrDefault(Here)?.Text
            );
            Assert.Equal(["Hello in one room", $"{later ?? "nothing"} in one room"], told);
        });

    [Fact]
    public Task What_is_cleared_is_not_stored_any_more_and_clearing_nothing_is_no_write() =>
        Turn(async () =>
        {
            await writer.Change(Here, draft: null);
            Assert.Equal(0, storage.Writes);
            await writer.Change(Here, Saying("Hello"));
            clock.Advance(DraftLimits.WriteInterval);
            await writer.Change(Here, draft: null);
            Assert.False(storage.RecordExists);
            clock.Advance(DraftLimits.WriteInterval);
            await writer.Change(Here, Saying("Again"));
            Assert.Equal("sealed: Again", storage.Stored.Drafts[Here].Text);
        });

    [Fact]
    public Task Who_waits_for_a_write_that_fails_is_told_and_the_next_one_is_as_if_it_had_not_been() =>
        Turn(async () =>
        {
            await writer.Change(There, Saying("Kept"));
            clock.Advance(DraftLimits.WriteInterval);
            storage.Failure = new OrleansException("away");
            await Assert.ThrowsAsync<OrleansException>(() => writer.Change(Here, Saying("Lost")));
            Assert.DoesNotContain(Here, writer.View().Drafts.Keys);
            clock.Advance(DraftLimits.WriteInterval);
            await writer.Change(There, Saying("Kept again"));
            Assert.Equal("Kept again", Assert.Single(writer.View().Drafts).Value.Body);
        });

    [Fact]
    public Task What_another_activation_stored_meanwhile_is_kept() =>
        Turn(async () =>
        {
            await writer.Change(Here, Saying("Hello"));
            storage.WriteAsAnother(There, "sealed: Elsewhere");
            clock.Advance(DraftLimits.WriteInterval);
            await writer.Change(Here, Saying("Hello you"));
            Assert.Equal(
                new HashSet<string> { "Hello you", "Elsewhere" },
                writer.View().Drafts.Values.Select(draft => draft.Body).ToHashSet()
            );
            Assert.Equal(2, storage.Stored.Drafts.Count);
            Assert.Equal("Hello you, Elsewhere in 2 rooms", told[^1]);
        });

    [Fact]
    public Task At_the_end_what_waits_is_written_at_once() =>
        Turn(async () =>
        {
            await writer.Change(Here, Saying("Hello"));
            var waiting = writer.Change(Here, Saying("Hello you"));
            await writer.Stop();
            await waiting;
            Assert.Equal("sealed: Hello you", storage.Stored.Drafts[Here].Text);
        });

    [Fact]
    public Task Everything_is_cleared_also_what_is_still_on_its_way() =>
        Turn(async () =>
        {
            await writer.Change(Here, Saying("Hello"));
            var waiting = writer.Change(There, Saying("Bye"));
            var cleared = writer.Clear();
            clock.Advance(DraftLimits.WriteInterval);
            await waiting;
            await cleared;
            Assert.False(storage.RecordExists);
            Assert.DoesNotContain("Bye", vault.Sealed);
        });

    [Fact]
    public Task A_command_is_known_while_it_waits_while_it_is_written_and_when_it_is_stored() =>
        Turn(async () =>
        {
            Assert.Null(writer.Find("one"));
            var write = storage.Hold();
            _ = writer.Change(Here, Saying("Hello"), new("one", "hash 1"));
            var second = writer.Change(Here, Saying("Hello you"), new("two", "hash 2"));
            await Settled();
            Assert.Equal(("hash 1", false), Known("one"));
            Assert.Equal(("hash 2", false), Known("two"));
            write.SetResult();
            await Settled();
            Assert.Equal(("hash 1", true), Known("one"));
            clock.Advance(DraftLimits.WriteInterval);
            await second;
            Assert.Equal(("hash 2", true), Known("two"));

            // Another activation knows of them from what is stored.
            var next = new DraftWriter(storage, vault, Person, Tell, clock, NullLogger.Instance);
            await next.Begin(default);
            Assert.Equal("hash 1", next.Find("one")!.Value.Command.RequestHash);
            Assert.Equal("Hello you", next.View().Drafts[Here].Body);
        });

    private static Draft Saying(string body) => new(body, ReplyTo: null);

    private (string, bool) Known(string id) =>
        writer.Find(id) is { } known
            ? (known.Command.RequestHash, known.Stored.IsCompletedSuccessfully)
            : throw new InvalidOperationException($"{id} is not known.");

    private Task Tell(DraftsView drafts, IReadOnlyList<RoomId> changed)
    {
        Assert.Equal(storage.Stored.Drafts.Count, drafts.Drafts.Count);
        var words = string.Join(", ", changed.Select(room => drafts.Drafts.GetValueOrDefault(room)?.Body ?? "nothing"));
        told.Add($"{words} in {(changed.Count == 1 ? "one room" : $"{changed.Count} rooms")}");
        return Task.CompletedTask;
    }

    private Task Turn(Func<Task> test) =>
        Task
            .Factory.StartNew(test, CancellationToken.None, TaskCreationOptions.DenyChildAttach, turns)
            .Unwrap()
            .WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>Everything has gone on that can.</summary>
    private static async Task Settled()
    {
        for (var turn = 0; turn < 20; turn++)
            await Task.Yield();
    }

    /// <summary>Seals by a word before, and takes as long as the test says.</summary>
    private sealed class GatedVault : IPersonVault
    {
        private const string Mark = "sealed: ";

        private Task gate = Task.CompletedTask;

        public List<string> Sealed { get; } = [];

        public TaskCompletionSource Hold()
        {
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            gate = held.Task;
            return held;
        }

        public async ValueTask<string> SealAsync(Guid person, string text, CancellationToken cancellationToken)
        {
            Assert.Equal(Person, person);
            await gate;
            Sealed.Add(text);
            return Mark + text;
        }

        public ValueTask<string?> OpenAsync(string sealedText, CancellationToken cancellationToken) =>
            new(sealedText[Mark.Length..]);

        public string? Open(string sealedText) => throw new NotSupportedException();

        public Task EraseAsync(Guid person, CancellationToken cancellationToken, Guid? doing = null) =>
            throw new NotSupportedException();
    }

    /// <summary>One state, with a version as grain storage has it.</summary>
    private sealed class StateInMemory : IPersistentState<StoredDrafts>
    {
        private Task gate = Task.CompletedTask;
        private int version;
        private int known;

        public StoredDrafts Stored { get; private set; } = new();

        public int Writes { get; private set; }

        public Exception? Failure { get; set; }

        public StoredDrafts State { get; set; } = new();

        public string? Etag => $"{known}";

        public bool RecordExists { get; private set; }

        public TaskCompletionSource Hold()
        {
            var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            gate = held.Task;
            return held;
        }

        public void WriteAsAnother(RoomId room, string text)
        {
            Stored = Stored.With(
                new Dictionary<RoomId, StoredDraft?> { [room] = new(text, null, DateTimeOffset.UnixEpoch) },
                []
            );
            version++;
        }

        public Task WriteStateAsync() => Write(State, exists: true);

        public Task ClearStateAsync() => Write(State = new(), exists: false);

        public Task ReadStateAsync()
        {
            (State, known) = (Stored, version);
            return Task.CompletedTask;
        }

        private async Task Write(StoredDrafts state, bool exists)
        {
            await gate;
            if (Failure is { } failure)
            {
                Failure = null;
                throw failure;
            }
            if (known != version)
                throw new InconsistentStateException("Another one wrote.");
            (Stored, RecordExists, known) = (state, exists, ++version);
            Writes++;
        }
    }
}
