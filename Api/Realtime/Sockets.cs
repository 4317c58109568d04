using System.Collections.Concurrent;
using Academy.Accounts;

namespace Academy.Api.Realtime;

/// <summary>The open sockets of a session: they live as long as it does, beyond the access token they came with.</summary>
internal interface ISessionSockets
{
    /// <summary>Closes the session's sockets and lets no new one in; the reason is shown to the client.</summary>
    void Close(SessionId session, string reason);
}

/// <summary>The open sockets of this node.</summary>
internal sealed class Sockets(TimeProvider clock, RealtimeMetrics metrics) : ISessionSockets
{
    private readonly ConcurrentDictionary<string, Socket> byId = new();
    private readonly Lock gate = new();
    private readonly Dictionary<SessionId, HashSet<Socket>> bySession = [];
    private readonly Dictionary<SessionId, string> ended = [];
    private readonly Queue<(SessionId Session, DateTimeOffset Until)> endedUntil = new();

    public ICollection<Socket> All => byId.Values;

    public Socket? Find(string connectionId) => byId.GetValueOrDefault(connectionId);

    /// <summary>Lets a socket in; when it may not stay, the reason.</summary>
    public string? Add(Socket socket)
    {
        lock (gate)
        {
            Forget();
            if (ended.TryGetValue(socket.Session, out var reason))
                return reason;
            if (!bySession.TryGetValue(socket.Session, out var sockets))
                bySession.Add(socket.Session, sockets = []);
            if (sockets.Count >= RealtimeLimits.SocketsPerSession)
                return CloseReasons.TooManySockets;
            sockets.Add(socket);
        }
        byId[socket.Id] = socket;
        metrics.Connected(+1);
        return null;
    }

    public void Remove(Socket socket)
    {
        if (!byId.TryRemove(new(socket.Id, socket)))
            return;
        metrics.Connected(-1);
        lock (gate)
        {
            if (bySession.TryGetValue(socket.Session, out var sockets) && sockets.Remove(socket) && sockets.Count == 0)
                bySession.Remove(socket.Session);
        }
    }

    public void Close(SessionId session, string reason)
    {
        Socket[] open;
        lock (gate)
        {
            Forget();
            if (ended.TryAdd(session, reason))
                endedUntil.Enqueue((session, clock.GetUtcNow() + RealtimeLimits.EndedSessions));
            open = bySession.TryGetValue(session, out var sockets) ? [.. sockets] : [];
        }
        foreach (var socket in open)
            socket.Outgoing.Close(reason, mayReconnect: false);
    }

    private void Forget()
    {
        while (endedUntil.TryPeek(out var oldest) && oldest.Until <= clock.GetUtcNow())
            ended.Remove(endedUntil.Dequeue().Session);
    }
}
