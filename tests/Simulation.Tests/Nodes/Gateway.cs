using Academy.Commands;
using Academy.Streams;
using Orleans.Streams;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// What the hub does for a connection, without its sockets: the owner answers the subscription, and the node's watch
/// brings everything above the answered number.
/// </summary>
internal sealed class Gateway(Node node, Action<object> send) : IAsyncBatchObserver<StreamMessage>
{
    private StreamSubscriptionHandle<StreamMessage>? handle;

    public async Task SubscribeAsync(Caller caller, StreamName name, StreamCursor? from)
    {
        try
        {
            if (!StreamOwners.TryFind(node.Grains, caller.Organization, name, out var owner))
                throw new InvalidOperationException($"Nobody owns {name}.");
            var answer = await owner.Join(caller, from);
            send(answer);
            if (answer.Verdict == StreamVerdict.Refused)
                return;
            var stream = node.Streams.GetStream<StreamMessage>(
                JournalStream.IdOf(new WatchedStream(caller.Organization, name, answer.Audience)));
            handle = await stream.SubscribeAsync(this, new JournalToken(new StreamCursor(answer.Epoch, answer.Seq)));
        }
        catch (Exception error)
        {
            send(error);
        }
    }

    public Task UnsubscribeAsync() => handle?.UnsubscribeAsync() ?? Task.CompletedTask;

    public Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        foreach (var item in items)
            send((((JournalToken)item.Token).Position, item.Item));
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex)
    {
        send(ex);
        return Task.CompletedTask;
    }
}
