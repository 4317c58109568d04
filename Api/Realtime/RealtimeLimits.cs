namespace Academy.Api.Realtime;

/// <summary>Every limit of the hub and its sockets.</summary>
internal static class RealtimeLimits
{
    /// <summary>Bytes of one message from a client; a larger one closes its connection.</summary>
    public const int ReceivedMessageMax = 64 * 1024;

    /// <summary>
    /// Calls of one connection that run at the same time; further ones wait, and then so does its socket.
    /// </summary>
    public const int ParallelCalls = 4;

    /// <summary>
    /// Calls that a person's connections may make at once before they have to keep to <see cref="CallsPerSecond"/>.
    /// </summary>
    public const int CallBurst = 400;

    public const int CallsPerSecond = 20;

    /// <summary>Calls over the limit that are answered <c>overloaded</c> before a connection is closed.</summary>
    public const int RefusedCallsMax = 200;

    public const int SubscriptionsPerSocket = 200;

    public const int SocketsPerSession = 50;

    /// <summary>Requests of one session that wait for what comes on a stream.</summary>
    public const int LiveReadsPerSession = 50;

    /// <summary>
    /// Bytes that may wait for a client that does not read; then it is cut off and resumes by number.
    /// </summary>
    public const int QueuedBytesMax = 1024 * 1024;

    public const int QueuedFramesMax = 4_096;

    /// <summary>Bytes that wait for a client when signals for it are dropped rather than added.</summary>
    public const int QueuedBytesForSignals = 64 * 1024;

    public const int QueuedFramesForSignals = 256;

    /// <summary>
    /// Attempts to bring a join and the node's watch together before the subscription is refused as overloaded.
    /// </summary>
    public const int JoinAttempts = 5;

    /// <summary>Connections that are set up at the same time; further ones wait, accepted and unanswered.</summary>
    public const int SetUpAtOnce = 256;

    /// <summary>
    /// How long one may take a place among them: longer than it takes here, shorter than a distant client's answer.
    /// </summary>
    public static readonly TimeSpan SetUpFor = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>A client that has said nothing for so long (it pings by itself) is gone.</summary>
    public static readonly TimeSpan ClientSilence = TimeSpan.FromSeconds(45);

    /// <summary>How long a long poll waits for a message.</summary>
    public static readonly TimeSpan LongPollFor = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long server-sent events go on: less than the minute of silence after which proxies cut a connection.
    /// </summary>
    public static readonly TimeSpan EventStreamFor = TimeSpan.FromSeconds(55);

    /// <summary>
    /// Clients that are told to go elsewhere when this node is about to stop; more, if they were not all told in time
    /// else.
    /// </summary>
    public const int FarewellsPerSecond = 1_000;

    public const int FarewellSteps = 20;

    public static readonly TimeSpan FarewellSpread = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection that is being closed has to take the reason.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
}
