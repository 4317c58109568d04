using Academy.Commands;

namespace Academy.Operations;

/// <summary>Who was let in by the power of a role.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// Writes that this caller is about to be answered; durable when it returns. It throws when it cannot be written:
    /// then nothing is answered.
    /// </summary>
    /// <param name="action">What is asked for, as a route or a stream.</param>
    /// <param name="ids">Of what, by the names that the action has for them.</param>
    Task Record(
        Caller caller,
        string action,
        IReadOnlyDictionary<string, string> ids,
        CancellationToken cancellationToken
    );
}
