using System.Diagnostics.CodeAnalysis;
using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Streams;
using Orleans;

namespace Academy.Api.Realtime;

/// <summary>
/// Tells the owners of rooms who of them is connected to this node: what changed, in short intervals, and now and then that nothing
/// did, so that a node that has died is noticed by its silence. An owner that does not know what it refers to is told the whole.
/// </summary>
internal sealed partial class Attendances(IGrainFactory grains, IdSource ids, TimeProvider clock, ILogger<Attendances> logger) : BackgroundService
{
    private const string Room = "room";
    private const int AtOnce = 64;

    /// <summary>How long the last words may take when the node stops.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly string node = ids.Next().ToString("N");
    private readonly Lock gate = new();
    private readonly Dictionary<(OrganizationId Organization, string Id), RoomAttendance> rooms = [];

    /// <summary>Somebody's subscription to a stream holds, if it is a room's.</summary>
    public void Enter(WatchedStream stream, UserId user)
    {
        if (stream.Name.Kind != Room)
            return;
        lock (gate)
        {
            if (!rooms.TryGetValue((stream.Organization, stream.Name.Id), out var room))
                rooms.Add((stream.Organization, stream.Name.Id), room = new RoomAttendance());
            room.Enter(user);
        }
    }

    /// <summary>A subscription that held is over.</summary>
    public void Leave(WatchedStream stream, UserId user)
    {
        if (stream.Name.Kind != Room)
            return;
        lock (gate)
        {
            if (rooms.TryGetValue((stream.Organization, stream.Name.Id), out var room))
                room.Leave(user);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LiveLimits.PresenceReport, clock);
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

    /// <summary>The sockets are closed by now, so this says who has left; whom it does not reach forgets this node by itself.</summary>
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

    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, the room is told the whole later.")]
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        Exception? last = null;
        await Parallel.ForEachAsync(
            Due(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (due, _) =>
            {
                var (id, room, word) = due;
                try
                {
                    var isKnown = await grains.GetGrain<IChatRoomGrain>(GrainKey.Of(id.Organization, id.Id)).NotePresence(word);
                    Told(id, room, isKnown);
                }
                catch (Exception e)
                {
                    Told(id, room, isKnown: false);
                    Interlocked.Increment(ref failures);
                    last = e;
                }
            });
        if (failures > 0)
            LogFailed(logger, last, failures);
    }

    private List<((OrganizationId Organization, string Id) Id, RoomAttendance Room, NodePresence Word)> Due()
    {
        var due = new List<((OrganizationId, string), RoomAttendance, NodePresence)>();
        var now = clock.GetUtcNow();
        lock (gate)
        {
            foreach (var (id, room) in rooms)
            {
                if (room.Next(node, now) is { } word)
                    due.Add((id, room, word));
            }
        }
        return due;
    }

    private void Told((OrganizationId Organization, string Id) id, RoomAttendance room, bool isKnown)
    {
        lock (gate)
        {
            if (room.Told(isKnown, clock.GetUtcNow()))
                rooms.Remove(id);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} rooms could not be told who is connected here; they are told again.")]
    private static partial void LogFailed(ILogger logger, Exception? e, int count);
}
