using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of an activation; it ends with it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets anew when the timer is due and how often it repeats
    /// (<see cref="Timeout.InfiniteTimeSpan"/>: never).</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer behaves.</summary>
public readonly struct GrainTimerCreationOptions()
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this() =>
        (DueTime, Period) = (dueTime, period);

    /// <summary>How long until the first tick; <see cref="Timeout.InfiniteTimeSpan"/>: none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>How long from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/>: only
    /// one.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether a tick may interleave with requests and other ticks. Not so by default.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a tick counts as use, so that the activation is not collected as idle.</summary>
    public bool KeepAlive { get; init; }
}
