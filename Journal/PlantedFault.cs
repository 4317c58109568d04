namespace Academy.Journal;

/// <summary>
/// A check of the net itself: one of these is planted, and the tests must go red (docs/simulation.md). All but one take
/// the place of the service that keeps the promise (FaultPlanting in Silo); that one is a line where the promise is
/// kept. Only Debug builds have them: in Release <see cref="PlantedFault.Is"/> is the constant false, and neither the
/// question nor the fault is left in the code.
/// </summary>
public enum Fault
{
    None,

    /// <summary>Batches do not hold the fence row.</summary>
    FenceDropped,

    /// <summary>An append is answered as soon as it is queued.</summary>
    AnswerBeforeCommit,

    /// <summary>Watchers hear of events before they are durable.</summary>
    PublishBeforeCommit,

    /// <summary>Commands leave no record in the journal, and nobody looks for one there.</summary>
    NoDeduplication,

    /// <summary>An append of several events leaves out a number.</summary>
    SeqSkipped,

    /// <summary>Read models are updated in a transaction of their own, after the events'.</summary>
    ProjectionOutsideTransaction,

    /// <summary>A resume from the journal leaves out the first event that was missed.</summary>
    ResumeOffByOne,

    /// <summary>The queue of appends has no bound.</summary>
    UnboundedQueue,

    /// <summary>Reads and refusals are answered without a lease.</summary>
    LeaseIgnored,

    /// <summary>A grain loads while those are fenced who may still write to its stream, and not after.</summary>
    LoadedBeforeFenced,

    /// <summary>Whoever takes over from a dead silo leaves its fence and its lease where they are.</summary>
    FenceLeftStanding,

    /// <summary>Anybody commands and sees anybody's stream.</summary>
    OwnershipCheckSkipped,
}

public static class PlantedFault
{
    /// <summary>Names the fault of a whole process, for tests with real ones.</summary>
    public const string Variable = "ACADEMY_PLANTED_FAULT";

#if DEBUG
    [ThreadStatic]
    private static Fault onThisThread;

    /// <summary>The fault of the whole process.</summary>
    public static Fault OfProcess { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name
            ? Enum.Parse<Fault>(name, ignoreCase: true)
            : Fault.None;

    /// <summary>The fault of what runs on this thread; for simulations, which have a thread each.</summary>
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
