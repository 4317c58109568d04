namespace Academy.Silo.Calls;

/// <summary>How calls are repeated (section <c>Calls</c>).</summary>
internal sealed class RepeatOptions
{
    /// <summary>
    /// How long one attempt waits for its answer, unless its method says otherwise (<c>[ResponseTimeout]</c>).
    /// </summary>
    public TimeSpan Attempt { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>How long an attempt may still take after a silo was declared dead that may have it.</summary>
    public TimeSpan AfterDeath { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whether a call is repeated that got lost, or met a silo without its database: where there are several, another
    /// one takes its grains over as soon as its lease has ended. Alone, nobody else could answer.
    /// </summary>
    public bool AwaitsTakeover { get; set; }

    /// <summary>When a call and its repeats have ended at the latest, with one answer or another.</summary>
    public TimeSpan Total { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// When the last attempt begins at the latest: so that it ends within the whole time; where one attempt may take
    /// all of that, what was turned away at once is still sent again for a moment.
    /// </summary>
    public TimeSpan LastBegins => Total - Attempt > Total / 4 ? Total - Attempt : Total / 4;

    /// <summary>
    /// Before the first repeat; doubled before each further one up to <see cref="PauseMax"/>, and spread by half.
    /// </summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan PauseMax { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Repeats for each call: more of them would keep down whoever is just getting up.</summary>
    public double Share { get; set; } = 0.1;

    /// <summary>Repeats at once, after a time without any.</summary>
    public int Burst { get; set; } = 1_000;
}
