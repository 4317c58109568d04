using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;
using Academy.Vault;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Academy.Grains.Chat.Personal;

/// <summary>
/// Holds a person's drafts and writes them: one write at a time, and at most one in
/// <see cref="DraftLimits.WriteInterval"/>. A change is noted in the turn in which it arrives, and sealed when it is
/// written. So a draft that is still being sealed never replaces a later one, and the latest of a room always wins.
/// </summary>
/// <param name="storage">What is stored.</param>
/// <param name="vault">Seals the words.</param>
/// <param name="person">Whose they are.</param>
/// <param name="tell">Called after each write and before its answers, with what is stored and the rooms that
/// changed.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">Gets failed writes, since some callers do not wait for theirs.</param>
internal sealed partial class DraftWriter(
    IPersistentState<StoredDrafts> storage,
    IPersonVault vault,
    Guid person,
    Func<DraftsView, IReadOnlyList<RoomId>, Task> tell,
    TimeProvider clock,
    ILogger logger
)
{
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoredDrafts stored = new();
    private DraftChanges? waiting;
    private DraftChanges? beingWritten;
    private Task writing = Task.CompletedTask;
    private long? writtenAt;

    /// <summary>What is stored.</summary>
    public DraftsView View() => stored.View();

    /// <summary>Loads what is stored.</summary>
    public async Task Begin(CancellationToken cancellationToken) =>
        stored = await Opened(storage.State, cancellationToken);

    /// <summary>Completes when this change or a later one of the room is stored.</summary>
    public Task Change(RoomId room, Draft? draft, CommandKey? key = null)
    {
        if (draft is null && !Rooms().Contains(room))
            return Task.CompletedTask;
        return Note(changes => changes.Note(room, draft, key, clock.GetUtcMilliseconds()));
    }

    /// <summary>Clears a draft that was noted no later than <paramref name="at"/>.</summary>
    /// <remarks>
    /// Word of a post comes after the answer to it, so the person may have begun the next text before. Two silos'
    /// clocks are compared; what they differ by is less than people take to begin a text.
    /// </remarks>
    public Task ClearUntil(RoomId room, DateTimeOffset at) =>
        NotedAt(room) > at ? Task.CompletedTask : Change(room, draft: null);

    /// <summary>Completes when nothing is stored any more.</summary>
    public Task Clear()
    {
        RoomId[] rooms = [.. Rooms()];
        return Note(changes =>
        {
            foreach (var room in rooms)
                changes.Note(room, draft: null, key: null, clock.GetUtcMilliseconds());
        });
    }

    /// <summary>An earlier command of this id, and the completion of its write.</summary>
    public (CommandKey Command, Task Stored)? Find(string commandId)
    {
        foreach (var changes in (DraftChanges?[])[waiting, beingWritten])
        {
            if (changes?.Commands.FirstOrDefault(command => command.Id == commandId) is { } noted)
                return (noted, changes.Stored);
        }
        return stored.Commands.FirstOrDefault(command => command.Id == commandId) is { } known
            ? (known, Task.CompletedTask)
            : null;
    }

    /// <summary>Writes what is waiting at once.</summary>
    public Task Stop()
    {
        stopping.TrySetResult();
        return writing;
    }

    /// <summary>Rooms that have a draft, stored or on its way.</summary>
    private IEnumerable<RoomId> Rooms() =>
        stored.Drafts.Keys.Union(beingWritten?.Latest.Keys ?? []).Union(waiting?.Latest.Keys ?? []);

    private DateTimeOffset? NotedAt(RoomId room)
    {
        foreach (var changes in (DraftChanges?[])[waiting, beingWritten])
        {
            if (changes?.Latest.TryGetValue(room, out var noted) == true)
                return noted.At;
        }
        return stored.Drafts.GetValueOrDefault(room)?.At;
    }

    private Task Note(Action<DraftChanges> note)
    {
        var isFirst = waiting is null;
        var changes = waiting ??= new();
        note(changes);
        if (isFirst)
            writing = WriteAfter(writing);
        return changes.Stored;
    }

    /// <summary>Never fails; the callers who wait for the write get its error.</summary>
    private async Task WriteAfter(Task before)
    {
        await before;
        if (writtenAt is { } last && DraftLimits.WriteInterval - clock.GetElapsedTime(last) is { Ticks: > 0 } rest)
            await Task.WhenAny(Task.Delay(rest, clock), stopping.Task);
        var changes = waiting!;
        (beingWritten, waiting, writtenAt) = (changes, null, clock.GetTimestamp());
        try
        {
            await Write(changes);
            changes.Succeed();
        }
        catch (Exception e)
        {
            LogNotStored(logger, person, e);
            changes.Fail(e);
        }
        beingWritten = null;
    }

    private async Task Write(DraftChanges changes)
    {
        var drafts = await Sealed(changes);
        var before = stored;
        try
        {
            await Store(before.With(drafts, changes.Commands));
        }
        catch (InconsistentStateException)
        {
            // Another activation wrote, or the outcome of an earlier write was unknown. These changes are later.
            await storage.ReadStateAsync();
            await Store((await Opened(storage.State, default)).With(drafts, changes.Commands));
        }
        await tell(View(), before.Changed(stored));
    }

    private async Task Store(StoredDrafts drafts)
    {
        storage.State = drafts;
        await (drafts.Drafts.Count > 0 ? storage.WriteStateAsync() : storage.ClearStateAsync());
        stored = drafts;
    }

    private async Task<Dictionary<RoomId, StoredDraft?>> Sealed(DraftChanges changes)
    {
        var drafts = new Dictionary<RoomId, StoredDraft?>();
        foreach (var (room, (draft, at)) in changes.Latest)
        {
            drafts[room] = draft is null
                ? null
                : new(await vault.SealAsync(person, draft.Body, default), draft.ReplyTo, at) { Body = draft.Body };
        }
        return drafts;
    }

    private async Task<StoredDrafts> Opened(StoredDrafts state, CancellationToken cancellationToken)
    {
        var drafts = new Dictionary<RoomId, StoredDraft>();
        foreach (var (room, draft) in state.Drafts)
            drafts[room] = draft with { Body = await vault.OpenAsync(draft.Text, cancellationToken) };
        return state with { Drafts = drafts };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Drafts of {Person} were not stored.")]
    private static partial void LogNotStored(ILogger logger, Guid person, Exception exception);
}
