using Academy.Api.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Academy.Api.Realtime;

/// <summary>
/// Connections of the hub. Everything that is sent to a connection goes through its own bounded queue; groups and users
/// of SignalR do not exist, because streams are what can be subscribed to.
/// </summary>
internal sealed class HubLifetime(
    Sockets sockets,
    PersonConnections people,
    StreamFanOut streams,
    RevocationFreshness freshness,
    TimeProvider clock,
    RealtimeMetrics metrics,
    IHubProtocolResolver protocols,
    IHostApplicationLifetime host
) : HubLifetimeManager<AcademyHub>
{
    private readonly IHubProtocol json = protocols.GetProtocol("json", supportedProtocols: null)!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        if (connection.User is not AccessTicket ticket)
            throw new InvalidOperationException("The hub let in a connection without an access ticket.");
        var wire = HubWire.Of(connection.GetHttpContext());
        var outgoing = new OutgoingQueue(
            frame =>
                wire is not null && !frame.Framed.IsEmpty
                    ? wire.Push(frame.Framed)
                    : connection.WriteAsync(frame.Message, CancellationToken.None),
            connection.Abort,
            () => Tear(connection),
            freshness,
            clock,
            metrics
        );
        var socket = new Socket(
            connection.ConnectionId,
            ticket.Caller,
            ticket.Session,
            people.CallsOf(ticket.Caller),
            outgoing
        );
        connection.Features.Set(socket);
        Forget(connection.GetHttpContext());
        connection.GetHttpContext()?.Features.Get<Admission.Place>()?.Leave();
        if (sockets.Add(socket) is { } reason)
            outgoing.Close(reason, mayReconnect: false);
        // SignalR closes those that are there when the host begins to stop; one that comes later would keep it waiting.
        else if (host.ApplicationStopping.IsCancellationRequested)
            outgoing.Close(CloseReasons.Stopping, mayReconnect: true);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Features.Get<Socket>() is { } socket)
        {
            sockets.Remove(socket);
            streams.UnsubscribeAll(socket);
            socket.Outgoing.Dispose();
        }
        return Task.CompletedTask;
    }

    public override Task SendConnectionAsync(
        string connectionId,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    )
    {
        sockets.Find(connectionId)?.Outgoing.Send(Encode(methodName, args));
        return Task.CompletedTask;
    }

    public override Task SendConnectionsAsync(
        IReadOnlyList<string> connectionIds,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    )
    {
        var frame = Encode(methodName, args);
        foreach (var id in connectionIds)
            sockets.Find(id)?.Outgoing.Send(frame);
        return Task.CompletedTask;
    }

    public override Task SendAllAsync(
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => SendAllExceptAsync(methodName, args, [], cancellationToken);

    public override Task SendAllExceptAsync(
        string methodName,
        object?[] args,
        IReadOnlyList<string> excludedConnectionIds,
        CancellationToken cancellationToken = default
    )
    {
        var frame = Encode(methodName, args);
        foreach (var socket in sockets.All)
        {
            if (!excludedConnectionIds.Contains(socket.Id))
                socket.Outgoing.Send(frame);
        }
        return Task.CompletedTask;
    }

    public override Task SendGroupAsync(
        string groupName,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    public override Task SendGroupsAsync(
        IReadOnlyList<string> groupNames,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    public override Task SendGroupExceptAsync(
        string groupName,
        string methodName,
        object?[] args,
        IReadOnlyList<string> excludedConnectionIds,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    public override Task SendUserAsync(
        string userId,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    public override Task SendUsersAsync(
        IReadOnlyList<string> userIds,
        string methodName,
        object?[] args,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    public override Task AddToGroupAsync(
        string connectionId,
        string groupName,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    public override Task RemoveFromGroupAsync(
        string connectionId,
        string groupName,
        CancellationToken cancellationToken = default
    ) => throw NoGroups();

    /// <summary>
    /// The request that became this connection stays as long as it does. Its token was in it, twice or three times:
    /// nobody needs to find it here any more, and it takes a tenth of what a connection takes.
    /// </summary>
    private static void Forget(HttpContext? http)
    {
        if (http?.Features.Get<IHttpRequestFeature>() is not { } request)
            return;
        request.QueryString = "";
        request.RawTarget = request.Path;
        request.Headers.Clear();
        http.Features.Set<IQueryFeature>(null);
        // The request keeps what it parsed until it is asked again.
        _ = http.Request.Query.Count;
    }

    private static void Tear(HubConnectionContext connection)
    {
        connection.Abort();
        try
        {
            connection.GetHttpContext()?.Abort();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private Frame Encode(string methodName, object?[] args) => Frame.Of(new InvocationMessage(methodName, args), json);

    private static NotSupportedException NoGroups() =>
        new("The hub has no groups or users: publish to a stream, and subscribe to it.");
}
