using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Api.Authentication;

namespace Academy.Api.Realtime;

/// <summary>
/// The open sockets of this node. They live as long as their session, beyond the access token they came with.
/// </summary>
internal sealed class Sockets
{
    private readonly RevokedAccess revoked;
    private readonly RealtimeMetrics metrics;
    private readonly PersonConnections people;
    private readonly ConcurrentDictionary<string, Socket> byId = new();
    private readonly Lock gate = new();
    private readonly Dictionary<SessionId, HashSet<Socket>> bySession = [];

    public Sockets(
        RevokedAccess revoked,
        RevocationFreshness freshness,
        RealtimeMetrics metrics,
        PersonConnections people
    )
    {
        (this.revoked, this.metrics, this.people) = (revoked, metrics, people);
        freshness.OnReturn(() =>
        {
            foreach (var socket in All)
                socket.Outgoing.Resume();
        });
    }

    public IEnumerable<Socket> All => byId.Select(entry => entry.Value);

    public Socket? Find(string connectionId) => byId.GetValueOrDefault(connectionId);

    /// <summary>A person's sockets, or all of the organization.</summary>
    public IEnumerable<Socket> Of(OrganizationId organization, UserId? user) =>
        All.Where(s => s.Caller.Organization == organization && (user is null || s.Caller.User == user));

    /// <summary>Lets a socket in; when it may not stay, the reason.</summary>
    public string? Add(Socket socket)
    {
        lock (gate)
        {
            var sockets = bySession.GetValueOrDefault(socket.Session);
            if (sockets?.Count >= RealtimeLimits.SocketsPerSession || !people.TryOpen(socket.Caller))
                return CloseReasons.TooManySockets;
            if (sockets is null)
                bySession.Add(socket.Session, sockets = []);
            sockets.Add(socket);
        }
        byId[socket.Id] = socket;
        metrics.Connected(+1);
        // Whatever was revoked since its token was looked at: either it is seen here, or the socket is found there.
        socket.Become(revoked.RoleOf(socket.Caller));
        return revoked.HasEnded(socket.Session) ? CloseReasons.SessionEnded : null;
    }

    public void Remove(Socket socket)
    {
        if (!byId.TryRemove(new(socket.Id, socket)))
            return;
        metrics.Connected(-1);
        people.Close(socket.Caller);
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
            open = bySession.TryGetValue(session, out var sockets) ? [.. sockets] : [];
        foreach (var socket in open)
            socket.Outgoing.Close(reason, mayReconnect: false);
    }
}
