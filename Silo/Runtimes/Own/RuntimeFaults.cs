using Academy.Runtime.Clustering;
using Orleans.Runtime;

namespace Academy.Silo.Runtimes;

/// <summary>What the runtime's own failures mean.</summary>
public static class RuntimeFaults
{
    /// <summary>A process was lost while it had the call: it may have been done, or not.</summary>
    public static bool IsOutcomeUnknown(Exception fault) => fault is OutcomeUnknownException;

    /// <summary>The call was turned away before it began.</summary>
    public static bool IsUnavailable(Exception fault) => fault is OrleansMessageRejectionException;
}
