using Academy.Journal;
using Academy.Simulation.Tests.Worlds;
using Npgsql;

namespace Academy.Simulation.Tests.Database;

/// <summary>
/// PostgreSQL as far as the journal uses it, in memory: transactions that are in flight for a while, hold fence rows
/// and keys until they end, and make others wait; errors with PostgreSQL's codes and constraint names. That it behaves
/// like the real one is checked against the real one (<see cref="DifferentialTests"/>).
/// </summary>
internal sealed class ModelDatabase(World world, Machine machine, DatabaseFaults faults)
{
    private readonly List<ModelTransaction> inFlight = [];
    private readonly HashSet<(string Silo, long Generation)> fences = [];
    private readonly Dictionary<Fence, long> leases = [];
    private long generations;
    private long transactions;
    private long positions;
    private long feedPositions;
    private int incarnation;
    private bool isDown;

    /// <summary>Told when somebody writes whose fence is gone.</summary>
    public Action<Fence, ModelEvent>? StaleWrite { get; set; }

    public string Epoch { get; set; } = "epoch-1";

    public Machine Machine => machine;

    public DatabaseFaults Faults => faults;

    public ModelTables Tables { get; } = new();

    /// <summary>Changes when the server goes down: connections of before are broken.</summary>
    public int Incarnation => incarnation;

    /// <summary>
    /// Immediate stop: what did not commit is gone, connections are cut; refuses until it is started again.
    /// </summary>
    public void Crash()
    {
        world.Trace("database crashes");
        (isDown, incarnation) = (true, incarnation + 1);
        foreach (var transaction in inFlight.ToArray())
            End(transaction, committed: false);
    }

    public void Start() => isDown = false;

    public void RequireUp()
    {
        if (isDown)
            throw new PostgresException(
                "the database system is starting up",
                "FATAL",
                "FATAL",
                PostgresErrorCodes.CannotConnectNow
            );
    }

    /// <summary>
    /// As <c>Fences</c> has it: removes what earlier processes of this name left, which waits for their batches; stands
    /// for this one; waits until their leases have ended, unless they are known to be gone.
    /// </summary>
    public async Task<Fence> RegisterFenceAsync(string silo, Func<Fence, bool>? isGone = null, TimeSpan lease = default)
    {
        foreach (var fence in fences.Where(fence => fence.Silo == silo).Order().ToArray())
            await RemoveFenceAsync(new(fence.Silo, fence.Generation));
        RequireUp();
        var registered = new Fence(silo, ++generations);
        fences.Add((registered.Silo, registered.Generation));
        if (lease > TimeSpan.Zero)
            leases[registered] = world.Now + lease.Ticks;
        while (
            leases.Any(held =>
                held.Key.Silo == silo
                && held.Key != registered
                && held.Value > world.Now
                && isGone?.Invoke(held.Key) is not true
            )
        )
            await Task.Delay(TimeSpan.FromMilliseconds(50), machine.Clock);
        return registered;
    }

    /// <summary>Waits until its lease has ended, and forgets it.</summary>
    public async Task WaitOutAsync(Fence fence, Func<Fence, bool> isGone)
    {
        while (!HasLeaseEnded(fence) && !isGone(fence))
            await Task.Delay(TimeSpan.FromMilliseconds(50), machine.Clock);
        leases.Remove(fence);
    }

    /// <summary>All that stand, oldest first.</summary>
    public IReadOnlyList<Fence> Fences => [.. fences.Order().Select(fence => new Fence(fence.Silo, fence.Generation))];

    /// <summary>How the lease of a silo stands.</summary>
    public Func<string, LeaseState> LeaseOf(Func<Fence, bool> isGone) =>
        silo =>
        {
            var held = leases.Where(lease => lease.Key.Silo == silo).MaxBy(lease => lease.Key.Generation);
            return held.Key is null ? default : new(TimeSpan.FromTicks(held.Value - world.Now), isGone(held.Key));
        };

    public bool HasLeaseEnded(Fence fence) => !leases.TryGetValue(fence, out var end) || end <= world.Now;

    public void EndLease(Fence fence) => leases.Remove(fence);

    /// <summary>The lease's end is written before the transaction ends, and holds when it does.</summary>
    public async Task RenewLeaseAsync(Fence fence, TimeSpan lasts)
    {
        RequireUp();
        var transaction = new ModelTransaction(++transactions);
        inFlight.Add(transaction);
        try
        {
            HoldFence(transaction, new() { Fence = fence });
            var endsAt = world.Now + lasts.Ticks;
            await Task.Delay(faults.WritingTime(), machine.Clock);
            transaction.RequireOpen();
            leases[fence] = endsAt;
        }
        finally
        {
            End(transaction, committed: true);
        }
    }

    public async Task RemoveFenceAsync(Fence fence)
    {
        RequireUp();
        while (inFlight.Find(transaction => transaction.Fence == fence) is { } holder)
            await holder.Ended;
        RequireUp();
        fences.Remove((fence.Silo, fence.Generation));
        world.Trace($"fence {fence.Generation} removed");
    }

    /// <summary>One batch, one transaction.</summary>
    public async Task ExecuteAsync(ModelBatch batch)
    {
        RequireUp();
        var transaction = new ModelTransaction(++transactions);
        inFlight.Add(transaction);
        try
        {
            HoldFence(transaction, batch);
            foreach (var (stream, seq) in batch.Heads)
            {
                if (Tables.FindEvent(stream, seq) is null)
                    throw Error("AJ002", "a predecessor is missing");
            }
            foreach (var (append, firstSeq) in batch.Written)
                await InsertEventsAsync(transaction, append, firstSeq);
            foreach (var (append, firstSeq) in batch.Written)
                await InsertRestAsync(transaction, append, firstSeq);
            await Task.Delay(faults.WritingTime(), machine.Clock);
            faults.MayFail();
            transaction.RequireOpen();
            Apply(transaction, batch);
            End(transaction, committed: true);
        }
        finally
        {
            End(transaction, committed: false);
        }
    }

    /// <summary>What sources left, never past the oldest transaction still in flight.</summary>
    public IReadOnlyList<FeedRow> Feed(string owner, int max)
    {
        var oldest = inFlight.Count == 0 ? transactions + 1 : inFlight.Min(transaction => transaction.Id);
        return
        [
            .. Tables
                .Feed.Values.Where(row => row.Owner == owner && row.Transaction < oldest)
                .Take(max)
                .Select(
                    (row, number) =>
                        new FeedRow(row.Position, row.SourceStream, row.SourceSeq, row.Data)
                        {
                            Correlation =
                                number == 0
                                    ? Tables.FindEvent(row.SourceStream, row.SourceSeq)?.Append.Cause.Correlation
                                    : null,
                        }
                ),
        ];
    }

    public static PostgresException Error(string code, string message, string? constraint = null) =>
        new(message, "ERROR", "ERROR", code, constraintName: constraint);

    private void HoldFence(ModelTransaction transaction, ModelBatch batch)
    {
        if (batch.Fence is not { } fence)
            return;
        if (!fences.Contains((fence.Silo, fence.Generation)))
            throw Error("AJ001", $"fence of silo {fence.Silo}, generation {fence.Generation}, is gone");
        transaction.Fence = fence;
    }

    private async Task InsertEventsAsync(ModelTransaction transaction, Append append, long firstSeq)
    {
        for (var i = 0; i < append.Events.Count; i++)
        {
            var key = (append.Stream, firstSeq + i);
            await ClaimAsync(transaction, key, () => Tables.FindEvent(key.Stream, key.Item2) is not null, "events_key");
            transaction.Events.Add(new(append, i, firstSeq + i, ++positions));
        }
    }

    private async Task InsertRestAsync(ModelTransaction transaction, Append append, long firstSeq)
    {
        if (append.Command is { } command)
        {
            var key = (append.Stream, append.Actor, command.CommandId);
            await ClaimAsync(transaction, key, () => Tables.Commands.ContainsKey(key), "commands_key");
            transaction.Commands.Add(
                (
                    key,
                    new(
                        command.CommandId,
                        command.RequestHash,
                        firstSeq,
                        firstSeq + append.Events.Count - 1,
                        command.Answer
                    )
                )
            );
        }
        foreach (var item in append.Feed)
        {
            transaction.Feed.Add(
                new(
                    item.Owner,
                    ++feedPositions,
                    transaction.Id,
                    append.Stream,
                    firstSeq + append.Events.Count - 1,
                    item.Data
                )
            );
        }
        transaction.RequireOpen();
    }

    /// <summary>Inserts into a unique index: waits for another transaction that has the key in hand.</summary>
    private async Task ClaimAsync(ModelTransaction transaction, object key, Func<bool> isTaken, string constraint)
    {
        while (true)
        {
            transaction.RequireOpen();
            if (isTaken() || transaction.Keys.Contains(key))
                throw Error(
                    PostgresErrorCodes.UniqueViolation,
                    $"duplicate key value violates {constraint}",
                    constraint
                );
            if (inFlight.Find(other => other != transaction && other.Keys.Contains(key)) is not { } holder)
                break;
            if (holder.WaitsFor(transaction))
                throw Error(PostgresErrorCodes.DeadlockDetected, "deadlock detected");
            transaction.WaitingFor = holder;
            await holder.Ended;
            transaction.WaitingFor = null;
        }
        transaction.Keys.Add(key);
    }

    private void Apply(ModelTransaction transaction, ModelBatch batch)
    {
        var isStale = batch.Writer is { } writer && !fences.Contains((writer.Silo, writer.Generation));
        foreach (var row in transaction.Events)
        {
            if (isStale)
                StaleWrite?.Invoke(batch.Writer!, row);
            Tables.Add(row);
            world.Trace($"{row.Append.Stream}/{row.Seq} {row.Event.Type}");
        }
        foreach (var (key, command) in transaction.Commands)
            Tables.Commands.Add(key, command);
        foreach (var row in transaction.Feed)
            Tables.Feed.Add(row.Position, row);
        foreach (var (append, _) in batch.Written)
        {
            foreach (var position in append.Taken?.Positions ?? [])
                Tables.Feed.Remove(position);
        }
        foreach (var (append, firstSeq) in batch.Projected)
            Tables.Project(append, firstSeq);
    }

    private void End(ModelTransaction transaction, bool committed)
    {
        if (inFlight.Remove(transaction))
            transaction.End(committed);
    }
}

internal sealed class ModelTransaction(long id)
{
    private readonly TaskCompletionSource ended = new();
    private bool isOpen = true;

    public long Id => id;

    public Fence? Fence { get; set; }

    public HashSet<object> Keys { get; } = [];

    public List<ModelEvent> Events { get; } = [];

    public List<((string Stream, string Actor, string Id) Key, RecordedCommand Command)> Commands { get; } = [];

    public List<ModelFeedRow> Feed { get; } = [];

    public ModelTransaction? WaitingFor { get; set; }

    public Task Ended => ended.Task;

    public bool WaitsFor(ModelTransaction other)
    {
        for (var next = WaitingFor; next is not null; next = next.WaitingFor)
        {
            if (next == other)
                return true;
        }
        return false;
    }

    /// <exception cref="PostgresException">The server went down under it.</exception>
    public void RequireOpen()
    {
        if (!isOpen)
            throw new PostgresException(
                "terminating connection due to immediate shutdown",
                "FATAL",
                "FATAL",
                PostgresErrorCodes.CrashShutdown
            );
    }

    public void End(bool committed)
    {
        isOpen = false;
        ended.TrySetResult();
    }
}

/// <summary>What a connection sends as one transaction.</summary>
internal sealed class ModelBatch
{
    /// <summary>The fence that the batch holds.</summary>
    public Fence? Fence { get; set; }

    /// <summary>Whose batch it is, whether it holds a fence or not.</summary>
    public Fence? Writer { get; init; }

    public List<(string Stream, long Seq)> Heads { get; } = [];

    public List<(Append Append, long FirstSeq)> Written { get; } = [];

    public List<(Append Append, long FirstSeq)> Projected { get; } = [];
}
