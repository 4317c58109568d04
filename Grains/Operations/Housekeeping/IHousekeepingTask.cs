namespace Academy.Grains.Operations.Housekeeping;

/// <summary>What has to be done now and then, by one process of the cluster at a time.</summary>
internal interface IHousekeepingTask
{
    /// <summary>Its row in the table; stable.</summary>
    string Name { get; }

    /// <summary>From the end of a run to the next.</summary>
    TimeSpan Period { get; }

    /// <summary>
    /// Does a part of what there is to do. A run that takes longer than <see cref="HousekeepingLoop.RunMax"/> is
    /// cancelled; what it left is done by the next.
    /// </summary>
    Task RunAsync(CancellationToken cancellationToken);
}
