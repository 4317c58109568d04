namespace Academy.Testing.Histories;

/// <summary>
/// What clients did and what they saw, line by line. May be recorded from any thread; the order of the calls is the
/// order of the history. Record a sending before it leaves, and an answer after it came.
/// </summary>
public sealed class History
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly HashSet<(string Client, string Stream)> forbidden = [];
    private readonly HashSet<string> versionedViews = [];

    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    internal IReadOnlySet<(string Client, string Stream)> Forbidden => forbidden;

    internal IReadOnlySet<string> VersionedViews => versionedViews;

    /// <summary>From the beginning: this client may neither command nor see this stream.</summary>
    public void Forbid(string client, string stream)
    {
        lock (gate)
            forbidden.Add((client, stream));
    }

    /// <summary>
    /// From the beginning: this stream is not journaled; each message is the whole view, and gaps are allowed.
    /// </summary>
    public void IsVersionedView(string stream)
    {
        lock (gate)
            versionedViews.Add(stream);
    }

    /// <summary>An attempt at a command; the same key again is a retry of the same command.</summary>
    /// <param name="effect">
    /// What it is to bring about, once: one event is to have it as its <see cref="StoredEvent.Effect"/>. Commands of
    /// which each one counts (time spent) need an effect each; commands that name a state (module completed) may share
    /// one.
    /// </param>
    public void Sent(string client, string stream, string key, string effect) =>
        Add(new CommandSent(stream, key, effect) { Client = client });

    /// <summary>The command is done, says the server (2xx).</summary>
    public void Answered(string client, string key, string answer, long? seq = null) =>
        Add(new CommandAnswered(key, answer, seq) { Client = client });

    /// <summary>The command cannot be done (4xx).</summary>
    public void Refused(string client, string key, string code) =>
        Add(new CommandRefused(key, code) { Client = client });

    /// <summary>Nothing was written, says the server, try later (429, 503).</summary>
    public void NotTaken(string client, string key, string reason) =>
        Add(new CommandNotTaken(key, reason) { Client = client });

    /// <summary>No answer came, or one that says nothing (5xx): it happened, or it did not, or yet may.</summary>
    public void Unanswered(string client, string key) => Add(new CommandUnanswered(key) { Client = client });

    /// <summary>The answer to a subscription (or a reset) is a snapshot: numbers go on from here.</summary>
    public void Snapshot(string client, string stream, string epoch, long seq) =>
        Add(new SnapshotReceived(stream, epoch, seq) { Client = client });

    /// <summary>
    /// An event as the client takes it up: what came before the answer to its subscription and is covered by it is left
    /// out, as the protocol says. A resume needs no line of its own: numbers go on.
    /// </summary>
    /// <param name="content">Text to be compared with <see cref="StoredEvent.Content"/>; null: not compared.</param>
    public void Received(string client, string stream, string epoch, long seq, string type, string? content = null) =>
        Add(new EventReceived(stream, epoch, seq, type, content) { Client = client });

    /// <summary>A question how a stream stands leaves; hand what it returns to <see cref="ReadAnswered"/>.</summary>
    public ReadBegun ReadBegun(string client, string stream) => Add(new ReadBegun(stream) { Client = client });

    /// <summary>
    /// The answer stands for this number of the stream, at least that of everything that was known when it was asked.
    /// </summary>
    public void ReadAnswered(ReadBegun begun, long seq) => Add(new ReadAnswered(begun, seq) { Client = begun.Client });

    /// <summary>
    /// Everything has come to rest, and the client has waited long enough: it is to have all there is of the stream.
    /// </summary>
    public void ExpectUpToDate(string client, string stream) => Add(new UpToDateExpected(stream) { Client = client });

    public void QueueSeen(string owner, string queue, long length, long limit) =>
        Add(new QueueSeen(queue, length, limit) { Client = owner });

    /// <summary>
    /// Whoever can look into the database saw a process write whose right to write had been taken away.
    /// </summary>
    public void StaleWriteSeen(string process, string stream, long seq) =>
        Add(new StaleWriteSeen(stream, seq) { Client = process });

    public void Remark(string who, string what) => Add(new Remark(what) { Client = who });

    private T Add<T>(T entry)
        where T : Entry
    {
        lock (gate)
        {
            entry.Number = entries.Count + 1;
            entries.Add(entry);
        }
        return entry;
    }
}
