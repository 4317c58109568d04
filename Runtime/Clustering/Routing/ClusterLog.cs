using Microsoft.Extensions.Logging;

namespace Academy.Runtime.Clustering.Routing;

/// <summary>What operators read about the connections between processes.</summary>
internal sealed partial class ClusterLog(ILogger<ClusterNode> logger)
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Listening for other processes of the cluster on {EndPoint}")]
    internal partial void Listening(object? endPoint);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to {Peer}")]
    internal partial void Connected(SiloAddress peer);

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection to {Peer} has ended")]
    internal partial void Ended(SiloAddress peer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lost the connection to {Peer}, with {Calls} calls under way: {Reason}")]
    internal partial void Lost(SiloAddress peer, int calls, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} cannot be reached at {Host}:{Port}: {Reason}")]
    internal partial void Unreachable(SiloAddress peer, string host, int port, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "No connection with {Peer} ({Code}): {Reason}")]
    internal partial void Refused(string peer, Transport.RefusalCode code, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection from {EndPoint} came to nothing: {Reason}")]
    internal partial void Stranger(object? endPoint, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster's listener failed")]
    internal partial void ListenerFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A call from {Peer} could not be taken in")]
    internal partial void IncomingFailed(Exception exception, SiloAddress peer);
}
