namespace Academy.Silo.Lifecycle;

/// <summary>
/// How this process takes its leave (section <c>Drain</c>). Together shorter than the host's <c>ShutdownTimeout</c>,
/// which is shorter than the patience of whatever starts and stops processes.
/// </summary>
internal sealed class DrainOptions
{
    /// <summary>From not ready to the first client that is sent away: as long as a balancer takes to notice.</summary>
    public TimeSpan Notice { get; set; } = TimeSpan.Zero;

    /// <summary>At the most, for all steps before the host stops.</summary>
    public TimeSpan StepsMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Streams that are handed over to other silos, rather than loaded there by whoever asks first.</summary>
    public int MigrationsMax { get; set; } = 5_000;

    public TimeSpan MigrationTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Streams under way at once: each is loaded where it arrives.</summary>
    public int MigrationsAtOnce { get; set; } = 64;
}
