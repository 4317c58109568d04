namespace Academy.Journal;

/// <summary>
/// Faults that test the tests: one of them is planted, and the tests must fail (docs/simulation.md). All but one
/// replace the service that keeps a promise (FaultPlanting in Silo); the other one is a line in that service. Only
/// Debug builds have them. In Release <see cref="PlantedFault.Is"/> is the constant false, and the compiler removes the
/// fault.
/// </summary>
public enum Fault
{
    None,

    /// <summary>Batches do not lock the fence row.</summary>
    FenceDropped,

    /// <summary>An append is answered as soon as it is queued.</summary>
    AnswerBeforeCommit,

    /// <summary>Watchers are told of events before they are durable.</summary>
    PublishBeforeCommit,

    /// <summary>Commands are not recorded in the journal, and not looked up there.</summary>
    NoDeduplication,

    /// <summary>An append of several events skips a number.</summary>
    SeqSkipped,

    /// <summary>Read models are updated in a separate transaction, after that of the events.</summary>
    ProjectionOutsideTransaction,

    /// <summary>A resume from the journal leaves out the first event that was missed.</summary>
    ResumeOffByOne,

    /// <summary>The queue of appends has no bound.</summary>
    UnboundedQueue,

    /// <summary>Reads and refusals are answered without a lease.</summary>
    LeaseIgnored,

    /// <summary>A grain loads without waiting until those who may still write to its stream are fenced.</summary>
    LoadedBeforeFenced,

    /// <summary>An owner that may be behind answers without looking at the journal.</summary>
    StaleOwnerSpeaks,

    /// <summary>A silo that takes over from a dead one does not remove its fence and lease.</summary>
    FenceLeftStanding,

    /// <summary>Every caller may command and see every stream.</summary>
    OwnershipCheckSkipped,
}

public static class PlantedFault
{
    /// <summary>The environment variable that names the fault of a process, for tests with real processes.</summary>
    public const string Variable = "ACADEMY_PLANTED_FAULT";

#if DEBUG
    [ThreadStatic]
    private static Fault onThisThread;

    /// <summary>The fault of the whole process.</summary>
    public static Fault OfProcess { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name
            ? Enum.Parse<Fault>(name, ignoreCase: true)
            : Fault.None;

    /// <summary>The fault of this thread, for simulations: each has a thread.</summary>
    public static void PlantOnThisThread(Fault fault) => onThisThread = fault;

    public static bool Is(Fault fault) => onThisThread == fault || OfProcess == fault;
#else
    public static Fault OfProcess => Fault.None;

    public static void PlantOnThisThread(Fault fault)
    {
        if (fault != Fault.None)
            throw new NotSupportedException("Only Debug builds have planted faults.");
    }

    public static bool Is(Fault fault) => false;
#endif
}
