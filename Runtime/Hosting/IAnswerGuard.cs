namespace Academy.Runtime;

/// <summary>
/// Asked after the work of every call, right before its answer leaves: a process that was away for too long may have been
/// replaced, and must not answer from what it remembers. Taken from the services; without one everything is answered.
/// </summary>
public interface IAnswerGuard
{
    /// <summary>Whether an answer may leave now. Called for every answer: it must cost next to nothing.</summary>
    bool MayAnswer { get; }

    /// <summary>What the caller is told instead.</summary>
    Exception Refusal();
}
