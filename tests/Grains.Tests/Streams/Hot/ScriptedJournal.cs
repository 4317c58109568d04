using System.Text.Json;
using Academy.Journal;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>A journal whose every result the test decides.</summary>
internal sealed class ScriptedJournal : IJournal
{
    private readonly Lock gate = new();
    private readonly List<Sent> sent = [];
    private readonly List<RecordedEvent> stored = [];
    private readonly List<RecordedCommand> commands = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Epoch { get; set; } = "scripted";

    /// <summary>How often the stream was loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>How often a command was looked for.</summary>
    public int LookUps { get; private set; }

    /// <summary>How often the heads of streams were asked for.</summary>
    public int HeadReads { get; private set; }

    /// <summary>What the next look at heads waits for, after it was taken.</summary>
    public TaskCompletionSource? Delayed { get; set; }

    /// <summary>What reads come to instead, while it is set.</summary>
    public Exception? Away { get; set; }

    public ValueTask<AppendResult> AppendAsync(Append append)
    {
        lock (gate)
        {
            var one = new Sent(append);
            sent.Add(one);
            arrived.TrySetResult();
            return new(one.Result.Task);
        }
    }

    /// <summary>Waits for the append that was sent as the n-th, from 1.</summary>
    public async Task<Append> SentAsync(int number)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (sent.Count >= number)
                    return sent[number - 1].Append;
                arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
                more = arrived.Task;
            }
            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Append {number} was never sent; there were {Count}.");
            }
        }
    }

    public int Count
    {
        get
        {
            lock (gate)
                return sent.Count;
        }
    }

    /// <param name="quietly">The writer is not told yet.</param>
    public void Commit(int number, bool quietly = false)
    {
        var append = sent[number - 1].Append;
        lock (gate)
        {
            for (var i = 0; i < append.Events.Count; i++)
                Store(append.Stream, append.ExpectedSeq + 1 + i, append.Events[i], append.Actor, append.At);
            if (append.Command is { } command)
                commands.Add(
                    new(
                        command.CommandId,
                        command.RequestHash,
                        append.ExpectedSeq + 1,
                        append.ExpectedSeq + append.Events.Count,
                        command.Answer
                    )
                );
        }
        if (!quietly)
            Tell(number);
    }

    public void Tell(int number)
    {
        var append = sent[number - 1].Append;
        sent[number - 1]
            .Result.SetResult(
                new(AppendVerdict.Committed, append.ExpectedSeq + 1, append.ExpectedSeq + append.Events.Count)
            );
    }

    public void Conflict(int number) => sent[number - 1].Result.SetResult(new(AppendVerdict.Conflict, 0, 0));

    public void Know(int number, RecordedCommand command) =>
        sent[number - 1].Result.SetResult(new(AppendVerdict.CommandKnown, command.FirstSeq, command.LastSeq, command));

    public void Fail(int number, Exception error) => sent[number - 1].Result.SetException(error);

    /// <summary>Another owner writes.</summary>
    public void StoreForeign(string stream, int amount)
    {
        lock (gate)
        {
            var data = JsonSerializer.SerializeToUtf8Bytes(new Added(amount), TallyJson.Default.Added);
            Store(
                stream,
                stored.Count + 1,
                new(Added.Type.Name, 1, data, new Added(amount)),
                "another",
                DateTimeOffset.UnixEpoch
            );
        }
    }

    public Task<LoadedStream> LoadAsync(string stream, string stateHash, CancellationToken cancellationToken)
    {
        Loads++;
        lock (gate)
            return Answer(new LoadedStream(null, [.. stored.Where(e => e.Stream == stream)]));
    }

    public Task<IReadOnlyList<RecordedEvent>> ReadAsync(
        string stream,
        long afterSeq,
        int maxEvents,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Answer<IReadOnlyList<RecordedEvent>>([
                .. stored.Where(e => e.Stream == stream && e.Seq > afterSeq).Take(maxEvents),
            ]);
    }

    public async Task<IReadOnlyDictionary<string, long>> ReadHeadsAsync(
        IReadOnlyCollection<string> streams,
        CancellationToken cancellationToken
    )
    {
        HeadReads++;
        Task<IReadOnlyDictionary<string, long>> heads;
        lock (gate)
            heads = Answer<IReadOnlyDictionary<string, long>>(
                stored
                    .Where(e => streams.Contains(e.Stream))
                    .GroupBy(e => e.Stream)
                    .ToDictionary(stream => stream.Key, stream => stream.Max(e => e.Seq))
            );
        if (Delayed is { } delayed)
            await delayed.Task;
        return await heads;
    }

    public Task<RecordedCommand?> FindCommandAsync(
        string stream,
        string actor,
        string commandId,
        CancellationToken cancellationToken
    )
    {
        LookUps++;
        lock (gate)
            return Answer(commands.Find(command => command.CommandId == commandId));
    }

    public Task SaveSnapshotAsync(string stream, StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        Answer(0);

    public Task<IReadOnlyList<FeedRow>> ReadFeedAsync(string owner, int max, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<FeedRow>>([]);

    private Task<T> Answer<T>(T answer) => Away is { } error ? Task.FromException<T>(error) : Task.FromResult(answer);

    private void Store(string stream, long seq, PendingEvent e, string actor, DateTimeOffset at)
    {
        Assert.Equal(stored.Count + 1, seq);
        stored.Add(new(stream, seq, e.Type, e.Version, e.Data, actor, at));
    }

    private sealed record Sent(Append Append)
    {
        public TaskCompletionSource<AppendResult> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
