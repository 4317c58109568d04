using Academy.Accounts;
using Academy.Commands;

namespace Academy.Streams;

/// <summary>
/// A stream of the journal in the hands of its one owner, as a grain's constructor gets it:
/// <c>[JournaledStream("room")] IJournaledStream&lt;ChatRoom&gt; stream</c>. It is loaded before the grain is
/// activated. Joining, watching and inspecting come with it (<see cref="IStreamExtension"/>).
/// </summary>
public interface IJournaledStream<TCore>
    where TCore : class, ICore, new()
{
    StreamName Name { get; }

    OrganizationId Organization { get; }

    /// <summary>Which stream this is.</summary>
    StreamIdentity Identity => new(Organization, Name);

    /// <summary>The core, of durable events only: what is read, joined, published and kept.</summary>
    TCore State { get; }

    /// <summary>
    /// The core with what is in flight, as the next command will find it: to look up which facts that needs. Nothing is
    /// answered from it.
    /// </summary>
    TCore Latest { get; }

    /// <summary>The latest durable event.</summary>
    StreamCursor Head { get; }

    bool IsWatched { get; }

    IStreamHost Host { get; }

    /// <summary>
    /// Decides a command, and answers when it is durable. A command that was accepted before answers as it did then,
    /// whatever would be refused now. Commands may be decided on events that are still in flight; none is answered
    /// before those are durable, too.
    /// </summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="key">The command's id; without one, a repeat counts again.</param>
    /// <param name="decide">Pure, in the turn of the append. It may be called again when what it was called with did
    /// not become durable.</param>
    /// <exception cref="Academy.Journal.JournalUnavailableException">The journal cannot be reached.</exception>
    /// <exception cref="StreamMovedException">Another activation owns the stream.</exception>
    Task<Outcome<TAnswer>> Execute<TAnswer>(
        Caller caller,
        CommandKey? key,
        Func<TCore, Moment, Decision<TAnswer>> decide
    )
        where TAnswer : notnull;

    /// <summary>The same for a command that is decided on facts about others.</summary>
    /// <param name="caller">Who sends it.</param>
    /// <param name="key">The command's id.</param>
    /// <param name="facts">
    /// Fetches them; may wait. What it finds wrong it leaves to <paramref name="decide"/> to refuse: an old repeat is
    /// recognised only after it. What it takes from a limit, it gives back then (<see cref="IGivesBack"/>).
    /// </param>
    /// <param name="decide">Pure, in the turn of the append.</param>
    /// <param name="decidesWhoMay">The decision says who may send this command, not
    /// <see cref="IStreamDescriptor{TCore}.MayCommand"/>.</param>
    Task<Outcome<TAnswer>> Execute<TFacts, TAnswer>(
        Caller caller,
        CommandKey? key,
        Func<TCore, CancellationToken, ValueTask<TFacts>> facts,
        Func<TCore, TFacts, Moment, Decision<TAnswer>> decide,
        bool decidesWhoMay = false
    )
        where TAnswer : notnull;

    /// <summary>Tells whoever watches something that matters only now.</summary>
    void Signal(StreamSignal signal);

    /// <summary>What is shown to those who join and watch the stream. Where nothing is, nobody can.</summary>
    void Show(IStreamView view);

    /// <summary>Calls this for every event of this activation, once it is durable, applied and published.</summary>
    void OnApplied(Action<AppliedEvent> applied);

    /// <summary>
    /// Says what is done for a kind of nudge, after the events that it follows from are durable, applied and published.
    /// </summary>
    void OnNudge<TNudge>(Action<TNudge> act)
        where TNudge : Nudge;
}

/// <summary>An event of this activation that is durable.</summary>
/// <param name="Opened">What is sealed in it, in the clear.</param>
public readonly record struct AppliedEvent(object Body, object? Opened, long Seq, DateTimeOffset At);

/// <summary>
/// Facts that took something from a limit, and give it back when the command turns out to be a repeat.
/// </summary>
public interface IGivesBack
{
    void GiveBack();
}

/// <summary>
/// The stream of an owner that many grains feed: folds what they left for it into one event per interval, all of it up
/// to the size that an event may have. The rows that an event took up are deleted in its own transaction, so each is
/// taken up once.
/// </summary>
public interface IFeedStream<TCore> : IJournaledStream<TCore>
    where TCore : class, ICore, new()
{
    /// <summary>
    /// Says that there is something new; losing this loses nothing, because a watched owner also sweeps.
    /// </summary>
    void Nudge();

    /// <summary>Looks at once, without waiting for the interval.</summary>
    Task Fold();
}
