using Microsoft.Extensions.Logging;

namespace Academy.Runtime.Clustering;

/// <summary>What the membership reports.</summary>
internal sealed partial class MembershipLog(ILogger<ClusterMembership> logger)
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Joined the cluster as {Self} ({Role}): {View}.")]
    internal partial void Joined(SiloAddress self, MemberRole role, ClusterView view);

    [LoggerMessage(Level = LogLevel.Information, Message = "The cluster changed: {View}.")]
    internal partial void Adopted(ClusterView view);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Member} is dead: {Consequence}.")]
    internal partial void TookOver(SiloAddress member, string consequence);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Self} was declared dead: the cluster goes on without it, as {View}. This process ends.")]
    internal partial void Removed(SiloAddress self, ClusterView view);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Self} leaves without a word to the others: {Reason}")]
    internal partial void LeftUnsettled(SiloAddress self, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The cluster's members cannot be read; the last known view stays: {Reason}")]
    internal partial void CannotRead(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cluster's members can be read again.")]
    internal partial void ReadAgain();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A view could not be acknowledged; it is tried again: {Reason}")]
    internal partial void CannotAcknowledge(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The look after the other members failed; it is tried again: {Reason}")]
    internal partial void CannotWatch(string reason);
}
