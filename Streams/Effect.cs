using Academy.Journal;

namespace Academy.Streams;

/// <summary>
/// What follows from a decision outside of its own stream. A core returns it as a value; the stream carries it out.
/// </summary>
public abstract record Effect
{
    private protected Effect() { }
}

/// <summary>
/// Work for the owner of another stream, or for the outside: a row of the outbox, written in the append of its cause.
/// </summary>
public abstract record Deliver : Effect
{
    /// <param name="stream">The stream of the cause.</param>
    public abstract OutboxItem ToOutbox(StreamIdentity stream);
}

/// <summary>Something that another stream folds up: a row of its feed, written in the append of its cause.</summary>
public abstract record Feed : Effect
{
    /// <param name="stream">The stream of the cause.</param>
    public abstract FeedItem ToFeed(StreamIdentity stream);
}

/// <summary>
/// Something that this process does after the commit, in memory: tell another owner to look, keep a cache up to date.
/// It may be lost with the process, so nothing may depend on it. <see cref="IJournaledStream{TCore}.OnNudge{TNudge}"/>
/// says who does it.
/// </summary>
public abstract record Nudge : Effect;
