using System.Text;
using Academy.Commands;
using Academy.Simulation.Tests.Nodes;
using Academy.Streams;
using Academy.Testing.Histories;

namespace Academy.Simulation.Tests.Clients;

/// <summary>
/// One client that watches one stream, drops, comes back with its position, and writes down what it receives.
/// </summary>
internal sealed class Subscriber(AcademyWorld academy, string name, Caller caller, StreamName stream)
{
    private readonly string inJournal = stream.InJournal(caller.Organization);
    private StreamCursor? position;
    private Connection? connection;

    public string Name => name;

    public string Stream => inJournal;

    public StreamCursor? Position => position;

    private History History => academy.History;

    /// <summary>Comes and goes until told to stop; then it stays connected.</summary>
    public async Task RunAsync()
    {
        var chance = academy.World.Chance;
        while (!academy.IsEnding)
        {
            if ((chance.OneIn(3) ? academy.AnyNode() : academy.Current) is not { IsGone: false } node)
            {
                await academy.Delay(TimeSpan.FromMilliseconds(100));
                continue;
            }
            Connect(node);
            var stays = chance.OneIn(3) ? chance.Milliseconds(1, 300) : chance.Milliseconds(300, 8_000);
            await Task.WhenAny(connection!.Broken, academy.Delay(stays));
            Drop();
            await academy.Delay(chance.OneIn(3) ? chance.Milliseconds(200, 3_000) : chance.Milliseconds(1, 200));
        }
    }

    /// <summary>Stays connected until it has everything.</summary>
    public async Task CatchUpAsync()
    {
        for (
            var attempt = 0;
            attempt < 40 && (position?.Seq ?? -1) != academy.Database.Tables.Head(inJournal);
            attempt++
        )
        {
            if (connection is null || connection.Broken.IsCompleted)
                Connect(academy.Current!);
            await Task.WhenAny(connection!.Broken, academy.Delay(TimeSpan.FromMilliseconds(500)));
        }
        History.ExpectUpToDate(name, inJournal);
        Drop();
    }

    private void Connect(Node node)
    {
        connection = new Connection(academy, node);
        connection.Open(this, caller, stream, position);
    }

    private void Drop()
    {
        connection?.Close();
        connection = null;
    }

    private void Take(object frame)
    {
        switch (frame)
        {
            case JoinAnswer { Verdict: StreamVerdict.Snapshot } answer:
                academy.Heard(inJournal, answer.Seq);
                History.Snapshot(name, inJournal, answer.Epoch, answer.Seq);
                position = new(answer.Epoch, answer.Seq);
                break;
            case JoinAnswer { Verdict: StreamVerdict.Resumed } answer:
                foreach (var message in answer.Messages)
                    Take(new StreamCursor(answer.Epoch, message.Seq), message);
                position = new(answer.Epoch, answer.Seq);
                break;
            case (StreamCursor at, StreamMessage message):
                Take(at, message);
                break;
            default:
                connection?.Break(); // Refused, reset or failed: subscribe again with the position.
                break;
        }
    }

    private void Take(StreamCursor at, StreamMessage message)
    {
        academy.World.Trace($"{name} {at.Seq}");
        academy.Heard(inJournal, at.Seq);
        History.Received(name, inJournal, at.Epoch, at.Seq, message.Type, ContentOf(message));
        position = at;
    }

    /// <summary>Of the types that are sent as they are stored.</summary>
    private static string? ContentOf(StreamMessage message) =>
        message.Type is "progress.module-completed" or "progress.time-spent"
            ? Encoding.UTF8.GetString(message.Data.Span)
            : null;

    /// <summary>A socket: frames arrive in order, or the connection breaks.</summary>
    private sealed class Connection(AcademyWorld academy, Node node)
    {
        private readonly TaskCompletionSource broken = new();
        private readonly Queue<object> frames = new();
        private Gateway? gateway;
        private bool pumping;

        public Task Broken => broken.Task;

        public void Open(Subscriber subscriber, Caller caller, StreamName stream, StreamCursor? from)
        {
            gateway = new Gateway(node, frame => Send(subscriber, frame));
            _ = BreakWhenNodeIsGone();
            _ = node.Machine.Run(() => gateway.SubscribeAsync(caller, stream, from));
        }

        public void Break() => broken.TrySetResult();

        public void Close()
        {
            Break();
            _ = node.Machine.Run(gateway!.UnsubscribeAsync);
        }

        private async Task BreakWhenNodeIsGone()
        {
            await node.Gone;
            Break();
        }

        private void Send(Subscriber subscriber, object frame)
        {
            frames.Enqueue(frame);
            if (pumping)
                return;
            pumping = true;
            _ = academy.Clients.Run(() => PumpAsync(subscriber));
        }

        private async Task PumpAsync(Subscriber subscriber)
        {
            while (frames.TryDequeue(out var frame))
            {
                await academy.Delay(academy.World.Chance.Milliseconds(0, 1));
                if (broken.Task.IsCompleted)
                    return;
                subscriber.Take(frame);
            }
            pumping = false;
        }
    }
}
