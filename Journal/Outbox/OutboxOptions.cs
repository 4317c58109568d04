namespace Academy.Journal.Outbox;

/// <summary>Settings and limits of the outbox's worker.</summary>
public sealed class OutboxOptions
{
    /// <summary>Whether this process works on rows. If not, other processes work on the rows that it writes.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Rows in work at once, in this process.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// How often the worker looks without a signal: for rows of other processes, and for rows that become due.
    /// </summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a claim lasts, by the database's clock. It is longer than an attempt, so that a row is only claimed
    /// again if its process died or was suspended.
    /// </summary>
    public TimeSpan ClaimFor { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// The number of attempts after which a row is a dead letter: about nine hours, with the default pauses.
    /// </summary>
    public int AttemptsMax { get; set; } = 15;

    /// <summary>The pause after the first failure; every further one doubles it.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause.</summary>
    public TimeSpan LastRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a graceful stop waits for attempts. Rows that it gives up can be claimed at once.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the rows are counted for the metrics.</summary>
    public TimeSpan CountInterval { get; set; } = TimeSpan.FromSeconds(10);
}
