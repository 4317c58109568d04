using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Identifiers;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>
/// Tells the owners of streams that want to know it (<see cref="StreamKind.IsAttended"/>) who of their people is
/// connected to this node: what changed, in short intervals, and now and then that nothing did, so that a node that has
/// died is noticed by its silence. An owner that does not know what it refers to is told the whole.
/// </summary>
internal sealed partial class PresenceReporter(
    StreamOwners owners,
    IdSource ids,
    TimeProvider clock,
    ILogger<PresenceReporter> logger
) : BackgroundService
{
    private const int AtOnce = 64;

    /// <summary>How long the last words may take when the node stops.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly string node = ids.Next().ToString("N");
    private readonly Lock gate = new();
    private readonly Dictionary<(OrganizationId Organization, StreamName Name), StreamPresence> streams = [];

    /// <summary>Notes that a subscription has begun, if its stream wants to know.</summary>
    public void Enter(Subscription subscription)
    {
        if (!subscription.Kind.IsAttended)
            return;
        var caller = subscription.Socket.Caller;
        lock (gate)
        {
            if (!streams.TryGetValue((caller.Organization, subscription.Name), out var stream))
                streams.Add((caller.Organization, subscription.Name), stream = new StreamPresence());
            stream.Enter(caller.User);
        }
    }

    /// <summary>Notes that a subscription that had begun is over.</summary>
    public void Leave(Subscription subscription)
    {
        if (!subscription.Kind.IsAttended)
            return;
        var caller = subscription.Socket.Caller;
        lock (gate)
        {
            if (streams.TryGetValue((caller.Organization, subscription.Name), out var stream))
                stream.Leave(caller.User);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(NodePresenceLimits.Report, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TellAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TellLastAsync();
        }
    }

    /// <summary>
    /// The sockets are closed by now, so this says who has left; whom it does not reach forgets this node by itself.
    /// </summary>
    private async Task TellLastAsync()
    {
        using var patience = new CancellationTokenSource(Farewell, clock);
        try
        {
            await TellAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // Said to nobody any more.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, the owner is told the whole later.")]
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        Exception? last = null;
        await Parallel.ForEachAsync(
            Due(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (due, _) =>
            {
                var (id, stream, word) = due;
                try
                {
                    var isKnown = await owners.Attended(id.Organization, id.Name).NotePresence(word);
                    Told(id, stream, isKnown);
                }
                catch (Exception e)
                {
                    Told(id, stream, isKnown: false);
                    Interlocked.Increment(ref failures);
                    last = e;
                }
            }
        );
        if (failures > 0)
            LogFailed(logger, last, failures);
    }

    private List<((OrganizationId Organization, StreamName Name) Id, StreamPresence Stream, NodePresence Word)> Due()
    {
        var due = new List<((OrganizationId, StreamName), StreamPresence, NodePresence)>();
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var (id, stream) in streams)
            {
                if (stream.Next(node, now) is { } word)
                    due.Add((id, stream, word));
            }
        }
        return due;
    }

    private void Told((OrganizationId Organization, StreamName Name) id, StreamPresence stream, bool isKnown)
    {
        lock (gate)
        {
            if (stream.Told(isKnown, clock.GetUtcNow()))
                streams.Remove(id);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} streams could not be told who is connected here; they are told again."
    )]
    private static partial void LogFailed(ILogger logger, Exception? e, int count);
}
