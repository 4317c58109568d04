namespace Academy.Runtime.Clustering.Transport;

/// <summary>What a frame is. The numbers are the protocol.</summary>
internal enum FrameKind : byte
{
    /// <summary>Who dials, whom it wants and a nonce.</summary>
    Hello = 1,

    /// <summary>Who answers, a nonce and the proof that it knows the secret.</summary>
    Challenge = 2,

    /// <summary>The dialer's proof.</summary>
    Proof = 3,

    /// <summary>The connection stands.</summary>
    Welcome = 4,

    /// <summary>The connection is not wanted, and why.</summary>
    Refused = 5,

    /// <summary>A call that is to be answered.</summary>
    Request = 16,

    /// <summary>A call that nobody waits for.</summary>
    OneWay = 17,

    /// <summary>How a call ended.</summary>
    Response = 18,

    /// <summary>The caller has cancelled a call.</summary>
    Cancel = 19,

    /// <summary>Asks for a sign of life.</summary>
    Ping = 20,

    /// <summary>A sign of life.</summary>
    Pong = 21,

    /// <summary>The sender ends the connection on purpose, and whether it has answered everything that it began.</summary>
    Goodbye = 22,
}
