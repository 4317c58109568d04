namespace Academy.Api.Realtime;

/// <summary>Why the server closes a socket: the error of SignalR's close message, and of calls. Stable codes.</summary>
internal static class CloseReasons
{
    /// <summary>Too many calls, or more than the server can take now: wait, then try again.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>The server cannot reach what it needs to answer: try again.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The client does not read what it subscribed to: connect again and resume.</summary>
    public const string SlowConsumer = "slow-consumer";

    /// <summary>The session has ended: log in again.</summary>
    public const string SessionEnded = "session-ended";

    /// <summary>The session, or the person, has too many open sockets.</summary>
    public const string TooManySockets = "too-many-sockets";

    /// <summary>The server is about to stop: connect again; another one answers, or this one when it is back.</summary>
    public const string Stopping = "stopping";
}
