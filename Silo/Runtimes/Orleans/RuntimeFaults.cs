using Orleans.Runtime;

namespace Academy.Silo.Runtimes;

/// <summary>What the runtime's own failures mean.</summary>
public static class RuntimeFaults
{
    /// <summary>A silo was lost while it had the call, or on the way to it, which Orleans does not tell apart: it may have been done.</summary>
    public static bool IsOutcomeUnknown(Exception fault) => fault is SiloUnavailableException;
}
