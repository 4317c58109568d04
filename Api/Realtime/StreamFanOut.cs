using Academy.Streams;
using Microsoft.AspNetCore.SignalR;
using Orleans.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Brings streams to connections. A subscription is answered by the stream's owner, and everything above the answered
/// number follows from the node's watch, to which the subscription is attached at that number.
/// </summary>
internal sealed class StreamFanOut(
    StreamOwners owners,
    [FromKeyedServices(JournalStream.Provider)] IStreamProvider streams,
    PresenceReporter attendances,
    RealtimeMetrics metrics
)
{
    public async Task<SubscribeAnswer> Subscribe(Socket socket, string stream, StreamCursor? from)
    {
        var answer = await Answer(socket, stream, from);
        metrics.Answered(answer.Answer.Verdict);
        return answer;
    }

    public void Unsubscribe(Socket socket, string stream)
    {
        if (socket.Remove(stream, out var subscription))
            Stop(subscription);
    }

    /// <summary>The connection is gone.</summary>
    public void UnsubscribeAll(Socket socket)
    {
        foreach (var subscription in socket.Close())
            Stop(subscription);
    }

    /// <summary>
    /// What the socket's caller may see has changed (of all streams, or of one): its subscriptions end now, and if it
    /// still may watch, the owner says so when it subscribes again from where it was.
    /// </summary>
    public void Reauthorize(Socket socket, string? stream, string reason)
    {
        foreach (var subscription in socket.AccessChanged(stream))
            End(subscription, reason);
    }

    /// <summary>
    /// The owner has answered, and the watch is about to bring what follows: the subscription holds from here on, or
    /// not at all.
    /// </summary>
    public bool TryBegin(Subscription subscription)
    {
        if (!subscription.Socket.TryAnswer(subscription))
            return false;
        attendances.Enter(subscription);
        return true;
    }

    /// <summary>Ends a subscription that its stream, or a change of access, has ended, and tells the client.</summary>
    public void End(Subscription subscription, string reason)
    {
        if (subscription.Socket.End(subscription, reason, Frame.OfEnded(subscription.Stream, reason)))
            Ended(subscription);
    }

    /// <summary>What all subscriptions make of a delivery together.</summary>
    public SharedFrame Shared(Delivery delivery) =>
        (SharedFrame)(delivery.Shared ??= new SharedFrame(delivery, metrics));

    private async Task<SubscribeAnswer> Answer(Socket socket, string stream, StreamCursor? from)
    {
        if (!StreamName.TryParse(stream, out var name))
            return SubscribeAnswer.Refused(stream, StreamRefusals.NameInvalid);
        if (
            !owners.TryFind(socket.Caller.Organization, name, out var owner, out var kind)
            || !await owners.LetsIn(socket.Caller, name, CancellationToken.None)
        )
            return SubscribeAnswer.Refused(stream, StreamRefusals.NotAllowed);
        var subscription = new Subscription(socket, name, kind, stream, this);
        if (!socket.TryAdd(subscription, out var replaced))
            return SubscribeAnswer.Refused(stream, StreamRefusals.TooMany);
        metrics.Subscribed(+1);
        if (replaced is not null)
            Stop(replaced);
        try
        {
            var answer = await Join(owner, name, subscription, from);
            if (answer.Verdict == StreamVerdict.Refused)
                Remove(subscription);
            return new SubscribeAnswer(stream, answer, subscription);
        }
        catch (StreamEndedException e)
        {
            Remove(subscription);
            return SubscribeAnswer.Refused(stream, e.Reason);
        }
        catch
        {
            Remove(subscription);
            throw;
        }
    }

    /// <summary>
    /// Asks the owner, and attaches the subscription to the node's watch; asks again if the watch is far ahead of the
    /// answer, or what the caller may see changed meanwhile.
    /// </summary>
    private async Task<JoinAnswer> Join(
        IStreamExtension owner,
        StreamName name,
        Subscription subscription,
        StreamCursor? from
    )
    {
        var socket = subscription.Socket;
        for (var attempt = 1; attempt <= RealtimeLimits.JoinAttempts; attempt++)
        {
            subscription.Access = socket.Access;
            var caller = socket.Caller;
            var answer = await owner.Join(caller, from);
            if (answer.Verdict == StreamVerdict.Refused)
                return answer;
            var watched = new WatchedStream(caller.Organization, name, answer.Audience);
            var stream = (IJournalStream)streams.GetStream<StreamMessage>(JournalStream.IdOf(watched));
            var (_, attachment) = await stream.Attach(subscription, new StreamCursor(answer.Epoch, answer.Seq));
            if (attachment is not null)
            {
                subscription.Attached(attachment);
                return answer;
            }
            if (!socket.Holds(subscription, out var why))
                return JoinAnswer.Refused(why ?? StreamRefusals.Unsubscribed);
        }
        throw new HubException(CloseReasons.Overloaded);
    }

    private void Remove(Subscription subscription)
    {
        if (subscription.Socket.Remove(subscription))
            Stop(subscription);
    }

    private void Stop(Subscription subscription)
    {
        subscription.Socket.Outgoing.Stop(subscription);
        Ended(subscription);
    }

    /// <summary>Called once, by whoever took it from its socket.</summary>
    private void Ended(Subscription subscription)
    {
        metrics.Subscribed(-1);
        if (subscription.Phase != Phase.Joining)
            attendances.Leave(subscription);
        subscription.Detach();
    }
}
