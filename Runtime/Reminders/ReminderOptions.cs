namespace Academy.Runtime.Reminders;

/// <summary>Settings and limits of reminders.</summary>
public sealed class ReminderOptions
{
    /// <summary>Whether this process sends ticks. Those that it sets are sent by the others then.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The shortest period.</summary>
    public TimeSpan PeriodMin { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often is looked for what is due: a tick is late by this much at most, while all is well.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Ticks under way at once, in this process.</summary>
    public int Concurrency { get; set; } = 32;

    /// <summary>How long a tick that was taken is out of others' reach. Longer than a call may take.</summary>
    public TimeSpan ClaimFor { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>The pause after the first failure of a tick; every further one doubles it.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause.</summary>
    public TimeSpan LastRetry { get; set; } = TimeSpan.FromHours(1);
}
