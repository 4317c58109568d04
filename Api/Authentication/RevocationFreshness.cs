namespace Academy.Api.Authentication;

/// <summary>
/// When this node last knew everything that had been revoked. A process that hosts everything itself always does. A
/// node of a cluster may be cut off from those who would tell it: a second later it lets nobody in and hands nothing
/// out any more, because it cannot know to whom it may.
/// </summary>
internal sealed class RevocationFreshness(TimeProvider clock)
{
    /// <summary>What was revoked is in force everywhere after this time.</summary>
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(1);

    /// <summary>How long a request waits for the next confirmation before it is refused.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long endsAt = long.MaxValue;
    private Action? returned;

    public bool Holds => Volatile.Read(ref endsAt) is var end && (end == long.MaxValue || clock.GetTimestamp() < end);

    /// <summary>From now on it has to be confirmed.</summary>
    public void Begin() => Confirm(clock.GetTimestamp());

    /// <param name="asked">The clock's timestamp before the question left: what was committed until then is
    /// known.</param>
    public void Confirm(long asked)
    {
        var held = Holds;
        Volatile.Write(ref endsAt, asked + (long)(Max.TotalSeconds * clock.TimestampFrequency));
        var waiting = next;
        next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
        if (!held && Holds)
            returned?.Invoke();
    }

    /// <summary>Calls back when nothing was handed out for a while, and now may be again.</summary>
    public void OnReturn(Action callback) => returned += callback;

    /// <summary>Waits a little for it to hold.</summary>
    /// <returns>Whether it does.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var confirmed = next.Task;
            if (Holds)
                return true;
            if (Patience - clock.GetElapsedTime(started) is not { Ticks: > 0 } left)
                return false;
            await confirmed
                .WaitAsync(left, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
