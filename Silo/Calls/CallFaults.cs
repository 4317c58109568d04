using Academy.Journal;
using Academy.Streams;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Academy.Silo.Calls;

/// <summary>What the failure of a grain call says about whether the call was carried out.</summary>
public static class CallFaults
{
    /// <summary>
    /// How Orleans begins the message of an <see cref="OrleansException"/> that has no type of its own.
    /// </summary>
    private const string NoSilo = "No active nodes are compatible";

    /// <summary>
    /// Never sent, turned away before it began, or by a grain that is not the stream's owner any more: it was not
    /// carried out. While silos come and go Orleans may know none that has the grain, and a client none that can be
    /// connected to.
    /// </summary>
    public static bool IsRejected(Exception fault) =>
        fault is StreamMovedException or ConnectionFailedException
        || fault is OrleansMessageRejectionException and not SiloUnavailableException
        || (fault.GetType() == typeof(OrleansException) && fault.Message.StartsWith(NoSilo, StringComparison.Ordinal));

    /// <summary>
    /// A silo was lost while it had the call or on the way to it, which Orleans does not tell apart, or no answer came
    /// in time: it may have been carried out, or may yet be. A gateway that looked for the grain's silo until the time
    /// was over says that it was cancelled; nobody else does, since no grain's method takes a token.
    /// </summary>
    public static bool IsOutcomeUnknown(Exception fault) =>
        fault
            is SiloUnavailableException
                or TimeoutException
                or OperationCanceledException
                or JournalFencedException { IsOutcomeUnknown: true };

    /// <summary>
    /// More work waits than is allowed to: it was not carried out, and asking again at once would make it worse.
    /// </summary>
    public static bool IsOverload(Exception fault) =>
        fault is LimitExceededException or GatewayTooBusyException or JournalOverloadedException;
}
