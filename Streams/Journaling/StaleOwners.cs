using Academy.Journal;

namespace Academy.Streams.Journaling;

/// <summary>
/// A silo that is lost may have held a second activation of a stream that one here believes to own, and may have
/// written to it. Nobody would tell: so each owner of before the loss looks once at where its stream stands, before it
/// answers from memory. Questions of a moment are one read, since after a loss all streams are watched anew.
/// </summary>
internal sealed class StaleOwners(IJournal journal, TimeProvider clock, TaskScheduler? scheduler = null)
{
    /// <summary>How long a question waits for others; only after a loss does anybody ask.</summary>
    internal static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(25);

    /// <summary>Streams of one read.</summary>
    internal const int StreamsMax = 1_000;

    private readonly Lock gate = new();
    private Question? next;
    private int losses;

    /// <summary>Silos lost so far. An owner that has looked at its stream since the latest may be believed.</summary>
    public int Losses => Volatile.Read(ref losses);

    /// <summary>A silo has gone, and can write no more.</summary>
    public void Doubt() => Interlocked.Increment(ref losses);

    /// <summary>The number of the stream's latest event.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    public async Task<long> HeadOf(string stream)
    {
        Task<IReadOnlyDictionary<string, long>> heads;
        lock (gate)
        {
            var question = next ??= Begin();
            question.Streams.Add(stream);
            if (question.Streams.Count == StreamsMax)
                next = null;
            heads = question.Heads;
        }
        return (await heads).GetValueOrDefault(stream);
    }

    private Question Begin()
    {
        var question = new Question();
        // Not in the turn of the grain that asked first: others wait for the answer, too.
        question.Heads = Task
            .Factory.StartNew(
                () => AskAsync(question),
                CancellationToken.None,
                TaskCreationOptions.DenyChildAttach,
                scheduler ?? TaskScheduler.Default
            )
            .Unwrap();
        return question;
    }

    private async Task<IReadOnlyDictionary<string, long>> AskAsync(Question question)
    {
        await Task.Delay(GatherFor, clock);
        string[] streams;
        lock (gate)
        {
            if (next == question)
                next = null;
            streams = [.. question.Streams];
        }
        return await journal.ReadHeadsAsync(streams, CancellationToken.None);
    }

    private sealed class Question
    {
        public HashSet<string> Streams { get; } = [];

        public Task<IReadOnlyDictionary<string, long>> Heads { get; set; } = null!;
    }
}
