using Orleans.Runtime;

namespace Academy.Api.Traffic;

/// <summary>
/// Lets work in a few at a time, and has the rest wait in turn by who asks: a thousand requests from one network delay
/// those of another by one. Who asks is a path, the widest first, and each step of it takes turns with its neighbours.
/// </summary>
/// <param name="atOnce">How many are at work.</param>
/// <param name="waitingMax">How many wait. One more, and the last of those who have most waiting is refused.</param>
/// <param name="waitingOfOneMax">How many of them have the same path.</param>
internal sealed class FairTurns(int atOnce, int waitingMax, int waitingOfOneMax)
{
    private readonly Lock gate = new();
    private readonly Lane all = new(default);
    private int working;

    /// <exception cref="LimitExceededException">Too much waits.</exception>
    public async Task<T> RunAsync<T>(UInt128[] path, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await EnterAsync(path, cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            Leave();
        }
    }

    private Task EnterAsync(UInt128[] path, CancellationToken cancellationToken)
    {
        var mine = new Waiter();
        Waiter? refused = null;
        lock (gate)
        {
            if (working < atOnce)
            {
                working++;
                return Task.CompletedTask;
            }
            if (all.WaitingAt(path) >= waitingOfOneMax)
                refused = mine;
            else
            {
                all.Add(path, mine);
                if (all.Waiting > waitingMax)
                    refused = all.TakeLastOfMost();
            }
        }
        refused?.Refuse();
        return mine.WaitAsync(cancellationToken);
    }

    private void Leave()
    {
        lock (gate)
        {
            // Who has gone meanwhile takes no turn.
            while (all.Waiting > 0)
            {
                if (all.TakeNext().LetIn())
                    return;
            }
            working--;
        }
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool LetIn() => turn.TrySetResult();

        public void Refuse() => turn.TrySetException(new LimitExceededException("Too many wait for their turn."));

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await using (
                cancellationToken.UnsafeRegister(
                    static (turn, cancelled) => ((TaskCompletionSource)turn!).TrySetCanceled(cancelled),
                    turn
                )
            )
                await turn.Task;
        }
    }

    /// <summary>Those who wait with the same beginning of their path.</summary>
    private sealed class Lane(UInt128 step)
    {
        private readonly Dictionary<UInt128, LinkedListNode<Lane>> lanes = [];
        private readonly LinkedList<Lane> turns = [];
        private readonly LinkedList<Waiter> waiters = [];

        public int Waiting { get; private set; }

        public int WaitingAt(ReadOnlySpan<UInt128> path) =>
            path.IsEmpty ? Waiting
            : lanes.TryGetValue(path[0], out var lane) ? lane.Value.WaitingAt(path[1..])
            : 0;

        public void Add(ReadOnlySpan<UInt128> path, Waiter waiter)
        {
            Waiting++;
            if (path.IsEmpty)
            {
                waiters.AddLast(waiter);
                return;
            }
            if (!lanes.TryGetValue(path[0], out var lane))
                lanes.Add(path[0], lane = turns.AddLast(new Lane(path[0])));
            lane.Value.Add(path[1..], waiter);
        }

        public Waiter TakeNext()
        {
            if (turns.First is not { } lane)
                return Take(waiters.First!);
            var next = lane.Value.TakeNext();
            turns.Remove(lane);
            turns.AddLast(lane);
            return Took(lane, next);
        }

        public Waiter TakeLastOfMost()
        {
            if (turns.MaxBy(lane => lane.Waiting) is not { } most)
                return Take(waiters.Last!);
            return Took(lanes[most.Step], most.TakeLastOfMost());
        }

        private UInt128 Step => step;

        private Waiter Take(LinkedListNode<Waiter> waiter)
        {
            waiters.Remove(waiter);
            Waiting--;
            return waiter.Value;
        }

        private Waiter Took(LinkedListNode<Lane> lane, Waiter waiter)
        {
            Waiting--;
            if (lane.Value.Waiting == 0)
            {
                turns.Remove(lane);
                lanes.Remove(lane.Value.Step);
            }
            return waiter;
        }
    }
}
