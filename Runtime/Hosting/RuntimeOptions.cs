namespace Academy.Runtime;

/// <summary>The runtime's limits.</summary>
public sealed class RuntimeOptions
{
    /// <summary>How long a caller waits for an answer.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a grain stays in memory after its last call.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many requests may wait for one grain or observer; more are refused at once.</summary>
    public int MailboxLimit { get; set; } = 1_000;

    /// <summary>How long a grain's <c>OnActivateAsync</c> and <c>OnDeactivateAsync</c> may take.</summary>
    public TimeSpan LifecycleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a graceful stop waits for requests that have begun and for deactivations.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Types of parameters that make a method safe to repeat, such as a command's id: when a connection to another
    /// process is lost, calls of such methods are sent again instead of ending with an unknown outcome.</summary>
    public ISet<Type> RepeatableWith { get; } = new HashSet<Type>();
}
