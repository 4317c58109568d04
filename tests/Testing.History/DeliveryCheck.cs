namespace Academy.Testing.Histories;

/// <summary>
/// What clients received: contiguous, in the journal's order, nothing that is not there; and fresh answers to reads.
/// </summary>
internal sealed class DeliveryCheck(History history, Stored stored, JournalCheck journal, List<Finding> findings)
{
    private readonly Dictionary<(string Client, string Stream), Position> positions = [];
    private readonly Dictionary<(string Client, string Key), string> streamOf = [];
    private readonly Dictionary<string, Entry> newest = [];
    private readonly Dictionary<string, long> known = [];
    private readonly Dictionary<ReadBegun, (long Seq, Entry? Line)> knownAtRead = [];

    public void Run()
    {
        foreach (var entry in history.Entries)
        {
            switch (entry)
            {
                case CommandSent sent:
                    streamOf[(sent.Client, sent.Key)] = sent.Stream;
                    break;
                case CommandAnswered { Seq: { } seq } answered:
                    Know(streamOf[(answered.Client, answered.Key)], seq, answered);
                    break;
                case SnapshotReceived snapshot:
                    Take(snapshot);
                    break;
                case EventReceived received:
                    Take(received);
                    break;
                case ReadBegun begun:
                    knownAtRead[begun] = (
                        known.GetValueOrDefault(begun.Stream),
                        newest.GetValueOrDefault(begun.Stream)
                    );
                    break;
                case ReadAnswered read:
                    Take(read);
                    break;
                case UpToDateExpected expected:
                    Take(expected);
                    break;
                case StaleWriteSeen stale:
                    Add(
                        FindingKind.StaleWrite,
                        $"{stale.Client} had been replaced, and wrote {stale.Seq} of {stale.Stream}.",
                        stale
                    );
                    break;
                case QueueSeen queue when queue.Length > queue.Limit:
                    Add(
                        FindingKind.QueueTooLong,
                        $"{queue.Queue} of {queue.Client} held {queue.Length}; {queue.Limit} is the limit.",
                        queue
                    );
                    break;
            }
        }
    }

    private void Take(SnapshotReceived snapshot)
    {
        Entitled(snapshot.Client, snapshot.Stream, snapshot);
        if (
            !history.VersionedViews.Contains(snapshot.Stream)
            && snapshot.Epoch == stored.Epoch
            && snapshot.Seq > journal.Head(snapshot.Stream)
        )
            Add(
                FindingKind.Phantom,
                $"{snapshot.Client} got a snapshot of {snapshot.Stream} at {snapshot.Seq}; it ends at "
                    + $"{journal.Head(snapshot.Stream)}.",
                snapshot
            );
        if (
            positions.TryGetValue((snapshot.Client, snapshot.Stream), out var last)
            && last.Epoch == snapshot.Epoch
            && snapshot.Seq < last.Seq
        )
            Add(
                FindingKind.StaleRead,
                $"{snapshot.Client} had {snapshot.Stream} up to {last.Seq} and got a snapshot at {snapshot.Seq}.",
                last.Line,
                snapshot
            );
        positions[(snapshot.Client, snapshot.Stream)] = new(snapshot.Epoch, snapshot.Seq, snapshot);
        Know(snapshot.Stream, snapshot.Seq, snapshot);
    }

    private void Take(EventReceived received)
    {
        Entitled(received.Client, received.Stream, received);
        var view = history.VersionedViews.Contains(received.Stream);
        if (!positions.TryGetValue((received.Client, received.Stream), out var last))
            last = new(received.Epoch, 0, received); // A client that begins at the beginning.
        positions[(received.Client, received.Stream)] = new(received.Epoch, Math.Max(received.Seq, last.Seq), received);
        if (last.Epoch != received.Epoch)
            Add(
                FindingKind.WrongEpoch,
                $"{received.Client} is at epoch {last.Epoch} of {received.Stream} and got "
                    + $"{received.Epoch}/{received.Seq}.",
                last.Line,
                received
            );
        else if (received.Seq <= last.Seq)
            Add(
                FindingKind.Duplicate,
                $"{received.Client} had {received.Stream} up to {last.Seq} and got {received.Seq}.",
                last.Line,
                received
            );
        else if (received.Seq != last.Seq + 1 && !view)
            Add(
                FindingKind.Gap,
                $"{received.Client} had {received.Stream} up to {last.Seq} and got {received.Seq}; "
                    + $"{Missing(received.Stream, last.Seq + 1)} is missing.",
                last.Line,
                received
            );
        Know(received.Stream, received.Seq, received);
        if (view || received.Epoch != stored.Epoch)
            return;
        if (journal.Find(received.Stream, received.Seq) is not { } there)
            Add(
                FindingKind.Phantom,
                $"{received.Client} received {received.Type} as {received.Seq} of {received.Stream}, which is "
                    + "not in the journal.",
                received
            );
        else if (
            there.Type != received.Type
            || (there.Content is not null && received.Content is not null && there.Content != received.Content)
        )
            Add(
                FindingKind.WrongEvent,
                $"{received.Client} received {received.Type} {received.Content} as {received.Seq} of "
                    + $"{received.Stream}; the journal has {there.Type} {there.Content}.",
                received
            );
    }

    private void Take(ReadAnswered read)
    {
        var stream = read.Begun.Stream;
        Entitled(read.Client, stream, read);
        var (atLeast, line) = knownAtRead[read.Begun];
        if (read.Seq < atLeast)
            Add(
                FindingKind.StaleRead,
                $"{read.Client} was told that {stream} stands at {read.Seq}; {atLeast} was known when it asked.",
                line,
                read.Begun,
                read
            );
        if (read.Seq > journal.Head(stream))
            Add(
                FindingKind.Phantom,
                $"{read.Client} was told that {stream} stands at {read.Seq}; it ends at {journal.Head(stream)}.",
                read
            );
        Know(stream, read.Seq, read);
    }

    private void Take(UpToDateExpected expected)
    {
        var (has, head) = (
            positions.GetValueOrDefault((expected.Client, expected.Stream)),
            journal.Head(expected.Stream)
        );
        if ((has?.Seq ?? 0) < head)
            Add(
                FindingKind.Gap,
                $"{expected.Client} has {expected.Stream} up to {has?.Seq ?? 0} and hears no more; it ends at {head}.",
                has?.Line,
                expected
            );
    }

    private void Know(string stream, long seq, Entry line)
    {
        if (seq <= known.GetValueOrDefault(stream))
            return;
        (known[stream], newest[stream]) = (seq, line);
    }

    private void Entitled(string client, string stream, Entry line)
    {
        if (history.Forbidden.Contains((client, stream)))
            Add(FindingKind.Unentitled, $"{client} may not see {stream}, and does.", line);
    }

    private string Missing(string stream, long seq) =>
        journal.Find(stream, seq) is { } e ? $"{seq} ({e.Type})" : $"{seq} (not in the journal either)";

    private void Add(FindingKind kind, string text, params IEnumerable<Entry?> lines) =>
        findings.Add(new(kind, text, [.. lines.OfType<Entry>().Distinct()]));

    private sealed record Position(string Epoch, long Seq, Entry Line);
}
