namespace Academy.Journal.Outbox;

/// <summary>Settings and limits of the outbox's worker.</summary>
public sealed class OutboxOptions
{
    /// <summary>Whether this process works on rows. Those it writes are worked on by the others then.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Rows in work at once, in this process.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// How often the worker looks without having been nudged: for rows of other processes, and for those that are due
    /// again.
    /// </summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a claimed row is out of others' reach, by the database's clock. Longer than an attempt, so that only
    /// the row of a process that died or was suspended is claimed again.
    /// </summary>
    public TimeSpan ClaimFor { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Attempts after which a row is a dead letter: with the default back-off, after about nine hours.
    /// </summary>
    public int AttemptsMax { get; set; } = 15;

    /// <summary>The pause after the first failure; every further one doubles it.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause.</summary>
    public TimeSpan LastRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a graceful stop lets attempts end; what is given up then is free for others at once.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the rows are counted for the metrics.</summary>
    public TimeSpan CountInterval { get; set; } = TimeSpan.FromSeconds(10);
}
