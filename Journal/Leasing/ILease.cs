namespace Academy.Journal;

/// <summary>
/// This process's right to answer from memory. A process that was suspended, or cut off from its database, may have
/// been taken over meanwhile: what it has in memory is then the past. So every answer is preceded by a look at the
/// lease, after the work and as close to the answer as can be.
/// </summary>
public interface ILease
{
    /// <summary>Whether an answer may leave now. Costs a field and a clock.</summary>
    bool Holds { get; }

    /// <summary>How long it lasts after each renewal.</summary>
    TimeSpan Length { get; }

    /// <summary>
    /// How often it has ended and was renewed again: each time, this process may have missed anything.
    /// </summary>
    int Interruptions { get; }

    /// <summary>
    /// Why it may not. The work was done before this was asked, so what came of it is unknown to who is told.
    /// </summary>
    Exception Refusal();
}
