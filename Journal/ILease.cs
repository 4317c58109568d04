namespace Academy.Journal;

/// <summary>
/// This process's right to answer from memory. While a process was suspended, or cut off from its database, another one
/// may have taken over; its memory is then out of date. So the lease is checked before every answer, after the work and
/// as late as possible.
/// </summary>
public interface ILease
{
    /// <summary>Whether an answer may be given now. It costs reading a field and a clock.</summary>
    bool Holds { get; }

    /// <summary>How long it lasts after each renewal.</summary>
    TimeSpan Length { get; }

    /// <summary>
    /// How often the lease has ended and was renewed again. Each time, this process may have missed changes.
    /// </summary>
    int Interruptions { get; }

    /// <summary>
    /// Why no answer may be given. The work is done by then, so its outcome is unknown to the caller.
    /// </summary>
    Exception Refusal();
}
