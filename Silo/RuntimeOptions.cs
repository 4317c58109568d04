namespace Academy.Silo;

/// <summary>How much a silo takes on, and how long it keeps what nobody calls.</summary>
internal sealed class RuntimeOptions
{
    /// <summary>Requests that may wait for a grain before more are refused.</summary>
    public int MailboxLimit { get; set; } = 1_000;

    /// <summary>How long a grain that nobody calls stays in memory; null: as long as Orleans would keep it.</summary>
    public TimeSpan? IdleTime { get; set; }
}
