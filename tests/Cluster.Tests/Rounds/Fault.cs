using Academy.Clusters.Fleets;
using Academy.Processes.Clients;

namespace Academy.Clusters.Rounds;

/// <summary>Something that befalls the cluster while learners work, and what makes it whole again.</summary>
internal abstract class Fault
{
    public abstract string Name { get; }

    /// <summary>Why it cannot be played on this machine; null when it can.</summary>
    public virtual string? Hindrance => null;

    /// <summary>Nobody's request may fail: done in order, it costs at most a retry at another door.</summary>
    public virtual bool IsOrderly => false;

    /// <returns>How long it took until every grain that the learners touch had answered again.</returns>
    public abstract Task<TimeSpan> StrikeAsync(Fleet fleet, Load load, Random random);

    /// <summary>Played twice as often as the others at full size.</summary>
    public static Fault Always { get; } = new ColdStart();

    /// <summary>
    /// Every run plays four of these by chance: they were played to their end on Orleans, and nothing was lost. Of the
    /// others that is not known yet; they are played by name or at full size.
    /// </summary>
    public static IReadOnlyList<Fault> Everyday { get; } =
    [
        new KilledSilo(),
        new FrozenSilo(),
        new KilledApi(),
        new ApiWithoutDatabase(),
        new SiloCutOff(Cut.Silent),
        new SiloWithoutDatabase(Cut.Silent),
    ];

    public static IReadOnlyList<Fault> All { get; } =
    [
        Always,
        new KilledInTurn(),
        new FrozenSilo(),
        new SiloAddedAndRemoved(),
        new KilledSilo(),
        new KilledApi(),
        new SiloCutOff(Cut.Closed),
        new SiloCutOff(Cut.Silent),
        new SiloWithoutDatabase(Cut.Closed),
        new SiloWithoutDatabase(Cut.Silent),
        new ApiWithoutDatabase(),
        new Minority(),
        new CrashedDatabase(),
        new KilledPostmaster(),
        new DatabaseAway(),
        new DatabaseFailsAtTheVerdict(),
        new AllKilledAndMoved(),
        new AllRolled(),
        .. Revoked.Ways,
    ];
}
