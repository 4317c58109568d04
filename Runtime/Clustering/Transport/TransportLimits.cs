namespace Academy.Runtime.Clustering.Transport;

/// <summary>The limits of a connection.</summary>
public sealed class TransportLimits
{
    /// <summary>The longest frame, in bytes: the longest arguments or result of a call.</summary>
    public int FrameBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How many bytes may wait for a peer that reads slowly; then calls to it are refused. Answers may take up twice as
    /// many; then the connection ends.</summary>
    public int WaitingBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many calls may be under way on a connection, each way; more are refused.</summary>
    public int CallsInFlight { get; set; } = 10_000;

    /// <summary>How often a sign of life is asked for.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a peer may give no sign of life before its connection ends.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection may take until both sides have proved who they are.</summary>
    public TimeSpan HandshakeTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections may be in their handshake at a time; more are closed at once.</summary>
    public int Handshakes { get; set; } = 100;

    /// <summary>How long this process goes on trying to reach a member before it asks whether that is dead.</summary>
    public TimeSpan PatienceWithMembers { get; set; } = TimeSpan.FromSeconds(1);
}
