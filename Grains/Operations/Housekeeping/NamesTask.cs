using Academy.Grains.Accounts;

namespace Academy.Grains.Operations.Housekeeping;

/// <summary>Looks at new names: whoever could be taken for staff is flagged.</summary>
internal sealed class NamesTask(NameWatch names, TimeProvider clock) : IHousekeepingTask
{
    /// <summary>How long a run goes on; the rest is done by the next.</summary>
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(30);

    public string Name => "names";

    /// <summary>So long a new name is not flagged.</summary>
    public TimeSpan Period => TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (await names.LookAsync(cancellationToken) == NameWatch.RowsMax && clock.GetElapsedTime(began) < LookMax)
        { }
    }
}
