using Academy.Commands;
using Academy.Streams;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// What the hub does for a connection, without its sockets: the owner answers the subscription, and the node's watch
/// brings everything above the answered number.
/// </summary>
internal sealed class Gateway(Node node, Action<object> send) : IStreamReceiver
{
    /// <summary>Where a client of the hub is told that it is overloaded.</summary>
    private const int AttemptsMax = 5;

    private IAttachment? attachment;
    private JoinAnswer? answer;
    private bool isOver;

    public async Task SubscribeAsync(Caller caller, StreamName name, StreamCursor? from)
    {
        try
        {
            if (!node.Owners.TryFind(caller.Organization, name, out var owner, out _))
                throw new InvalidOperationException($"Nobody owns {name}.");
            for (var attempt = 1; attachment is null && !isOver && attempt <= AttemptsMax; attempt++)
            {
                answer = await owner.Join(caller, from);
                if (answer.Verdict == StreamVerdict.Refused)
                {
                    send(answer);
                    return;
                }
                var stream = (IJournalStream)
                    node.Streams.GetStream<StreamMessage>(
                        JournalStream.IdOf(new WatchedStream(caller.Organization, name, answer.Audience))
                    );
                (_, attachment) = await stream.Attach(this, new StreamCursor(answer.Epoch, answer.Seq));
            }
            if (attachment is null && !isOver)
                throw new TimeoutException("The node was ahead of every answer.");
        }
        catch (Exception error)
        {
            send(error);
        }
    }

    public Task UnsubscribeAsync()
    {
        isOver = true;
        attachment?.Detach();
        return Task.CompletedTask;
    }

    /// <summary>The answer is told before anything that follows it.</summary>
    bool IStreamReceiver.TryBegin()
    {
        if (!isOver)
            send(answer!);
        return !isOver;
    }

    bool IStreamReceiver.IsEndedBy(StreamMessage message) => false;

    void IStreamReceiver.OnMessages(StreamDelivery delivery, int first, int end)
    {
        foreach (var message in delivery.Messages[first..end])
            send((new StreamCursor(delivery.Epoch, message.Seq), message));
    }

    void IStreamReceiver.OnSignal(SignalDelivery delivery) { }

    bool IStreamReceiver.OnReset(StreamCursor goesOnAfter)
    {
        send(new StreamResetException(goesOnAfter));
        return true;
    }

    void IStreamReceiver.OnEnded(string reason) => send(new StreamEndedException(reason));
}
