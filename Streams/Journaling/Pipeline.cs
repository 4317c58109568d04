using System.Diagnostics.CodeAnalysis;
using Academy.Journal;

namespace Academy.Streams.Journaling;

/// <summary>
/// A grain's appends in flight, oldest first. Each was decided on the one before it; so when one is not written, none
/// behind it may be believed: the pipeline is broken, and lets nobody in, until all that were sent have their results.
/// </summary>
internal sealed class Pipeline
{
    /// <summary>Appends in flight at once; whoever comes next waits for its turn.</summary>
    public const int InFlightMax = 256;

    private const long Nobody = 0;

    private readonly List<InFlight> inFlight = [];
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private long tickets = Nobody;
    private long next = Nobody;
    private int unanswered;
    private bool isBroken;

    /// <summary>Those whose events are not applied yet.</summary>
    public IReadOnlyList<InFlight> InFlight => inFlight;

    /// <summary>Another owner wrote: the state must be loaded again before anything is decided on it.</summary>
    public bool IsStale { get; private set; }

    /// <summary>No append is under way, and no command waits for one.</summary>
    public bool IsIdle => unanswered == 0 && waiting.Count == 0;

    private bool HasRoom => !isBroken && unanswered < InFlightMax;

    /// <summary>A command's place in line, which it keeps when it must be decided again.</summary>
    public long NextTicket() => ++tickets;

    /// <summary>
    /// True when the command may be decided: it must then be decided and sent without waiting for anything. Else it
    /// asks again when it was its turn.
    /// </summary>
    public bool MayEnter(long ticket, [NotNullWhen(false)] out Task? turn)
    {
        var isNext = next == ticket;
        if (isNext)
            next = Nobody;
        if (HasRoom && (isNext || (next == Nobody && waiting.Count == 0)))
        {
            turn = null;
            // Whether there is still room, the next one finds out when its turn has come; who must load goes first.
            if (!IsStale)
                WakeNext();
            return true;
        }
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(waiter, ticket);
        turn = waiter.Task;
        return false;
    }

    /// <summary>Nobody else gets in before this one asks again.</summary>
    public void Hold(long ticket) => next = ticket;

    /// <summary>The one that held the others does not come.</summary>
    public void Release()
    {
        next = Nobody;
        WakeNext();
    }

    public void Loaded() => IsStale = false;

    /// <summary>
    /// The journal was found to be ahead: nobody else gets in before the state is loaded, which waits for the results
    /// of all that is in flight.
    /// </summary>
    public void Doubt() => (IsStale, isBroken) = (true, unanswered > 0);

    /// <summary>An append is about to be sent.</summary>
    public InFlight Add(Append append, IReadOnlyList<Effect> effects)
    {
        var added = new InFlight(append, effects);
        inFlight.Add(added);
        unanswered++;
        return added;
    }

    /// <summary>An append is durable. Its events are applied when those before it are.</summary>
    public void Commit(InFlight durable)
    {
        durable.IsDurable = true;
        // The journal never writes behind what it did not write; were it to, we would know no more where the stream is.
        IsStale |= durable.IsDiscarded;
        Answered();
    }

    /// <summary>The first one, to be applied, if it is durable.</summary>
    public InFlight? TakeDurable()
    {
        if (inFlight is not [{ IsDurable: true } first, ..])
            return null;
        inFlight.RemoveAt(0);
        return first;
    }

    /// <summary>An append was not written: it and all behind it are discarded.</summary>
    /// <param name="stale">Whether that is because the stream is not where it was believed to be.</param>
    public void Break(InFlight failed, bool stale)
    {
        if (!failed.IsDiscarded)
        {
            isBroken = true;
            IsStale |= stale;
            var at = inFlight.IndexOf(failed);
            for (var i = at; i < inFlight.Count; i++)
                inFlight[i].Discard();
            inFlight.RemoveRange(at, inFlight.Count - at);
        }
        Answered();
    }

    /// <summary>The same command, if it is in flight.</summary>
    public InFlight? Find(string actor, string commandId)
    {
        foreach (var one in inFlight)
        {
            if (one.Append.Command?.CommandId == commandId && one.Append.Actor == actor)
                return one;
        }
        return null;
    }

    private void Answered()
    {
        if (--unanswered == 0)
            isBroken = false;
        WakeNext();
    }

    private void WakeNext()
    {
        if (next == Nobody && HasRoom && waiting.TryDequeue(out var turn, out next))
            turn.SetResult();
    }
}
