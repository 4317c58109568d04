using Academy.Journal;

namespace Academy.Streams.Journaling;

/// <summary>An append in flight, with what is to be done in memory once it is durable.</summary>
internal sealed class InFlight(Append append, IReadOnlyList<Effect> effects)
{
    private TaskCompletionSource<bool>? settled;

    public Append Append => append;

    public IReadOnlyList<Effect> Effects => effects;

    public bool IsDurable { get; set; }

    /// <summary>It was not written, or it was decided on one that was not.</summary>
    public bool IsDiscarded { get; private set; }

    public bool IsApplied { get; private set; }

    /// <summary>
    /// True once its events are applied, false when it is discarded: for whoever was decided on it and has nothing to
    /// write themselves.
    /// </summary>
    public Task<bool> Settled
    {
        get
        {
            if (IsApplied || IsDiscarded)
                return Task.FromResult(IsApplied);
            settled ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return settled.Task;
        }
    }

    public void Applied()
    {
        IsApplied = true;
        settled?.SetResult(true);
    }

    public void Discard()
    {
        IsDiscarded = true;
        settled?.SetResult(false);
    }
}
