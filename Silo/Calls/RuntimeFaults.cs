using Orleans.Runtime;

namespace Academy.Silo.Calls;

/// <summary>What the runtime's own failures mean.</summary>
public static class RuntimeFaults
{
    /// <summary>A silo was lost while it had the call, or on the way to it, which Orleans does not tell apart: it may have been done.</summary>
    public static bool IsOutcomeUnknown(Exception fault) => fault is SiloUnavailableException;

    /// <summary>
    /// The call was turned away before it began. While silos come and go Orleans may know none that has the grain, and has no
    /// type of exception for that.
    /// </summary>
    public static bool IsUnavailable(Exception fault) => fault is OrleansMessageRejectionException
        || (fault.GetType() == typeof(OrleansException) && fault.Message.StartsWith("No active nodes", StringComparison.Ordinal));
}
