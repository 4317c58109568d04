namespace Academy.Testing.Histories;

/// <summary>
/// One line of a history. <see cref="Number"/> is its place among all lines: what was recorded earlier is smaller.
/// </summary>
public abstract record Entry
{
    public int Number { get; internal set; }

    public required string Client { get; init; }

    public sealed override string ToString() => $"{Number.ToString().PadLeft(6)}  {Client}: {Text}";

    protected abstract string Text { get; }
}

/// <param name="Key">The idempotency key; of this client alone.</param>
/// <param name="Effect">What it is to bring about, at most once for ever, as the journal's events will name it.</param>
public sealed record CommandSent(string Stream, string Key, string Effect) : Entry
{
    protected override string Text => $"sends {Key} to {Stream}: {Effect}";
}

/// <param name="Answer">The answer, as text that is equal for equal answers.</param>
/// <param name="Seq">The number on the stream that the answer names, if it does.</param>
public sealed record CommandAnswered(string Key, string Answer, long? Seq) : Entry
{
    protected override string Text => $"is answered on {Key}: {Answer}{(Seq is { } seq ? $" at {seq}" : "")}";
}

/// <param name="Code">The refusal's code.</param>
public sealed record CommandRefused(string Key, string Code) : Entry
{
    protected override string Text => $"is refused on {Key}: {Code}";
}

/// <param name="Reason">Why nothing was written, as the server says: unavailable, overloaded, too many
/// requests.</param>
public sealed record CommandNotTaken(string Key, string Reason) : Entry
{
    protected override string Text => $"is told that {Key} was not taken: {Reason}";
}

public sealed record CommandUnanswered(string Key) : Entry
{
    protected override string Text => $"gets no answer on {Key}";
}

public sealed record SnapshotReceived(string Stream, string Epoch, long Seq) : Entry
{
    protected override string Text => $"gets a snapshot of {Stream} at {Epoch}/{Seq}";
}

public sealed record EventReceived(string Stream, string Epoch, long Seq, string Type, string? Content) : Entry
{
    protected override string Text => $"receives {Stream} {Epoch}/{Seq} {Type} {Content}".TrimEnd();
}

public sealed record ReadBegun(string Stream) : Entry
{
    protected override string Text => $"asks how {Stream} stands";
}

public sealed record ReadAnswered(ReadBegun Begun, long Seq) : Entry
{
    protected override string Text => $"is told that {Begun.Stream} stands at {Seq} (asked at line {Begun.Number})";
}

public sealed record QueueSeen(string Queue, long Length, long Limit) : Entry
{
    protected override string Text => $"has {Length} of at most {Limit} in {Queue}";
}

/// <summary>A process that had been replaced wrote.</summary>
public sealed record StaleWriteSeen(string Stream, long Seq) : Entry
{
    protected override string Text => $"was replaced, and wrote {Seq} of {Stream}";
}

/// <summary>Anything that helps to understand: a crash, a fault, a restart.</summary>
public sealed record Remark(string What) : Entry
{
    protected override string Text => What;
}

/// <summary>At the end, when everything has come to rest, the client is to have all there is of the stream.</summary>
public sealed record UpToDateExpected(string Stream) : Entry
{
    protected override string Text => $"should have all of {Stream}";
}
