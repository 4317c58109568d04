using Academy.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Streams;
using Academy.Streams;

namespace Academy.Api.Realtime;

/// <summary>Ends sessions on this node at once; other nodes hear of it from the session's revocation.</summary>
internal interface ISessions
{
    /// <summary>
    /// Refuses the session's tokens, closes its sockets, ends its live reads, and lets no new one in.
    /// </summary>
    void End(SessionId session);
}

/// <summary>
/// Makes what was revoked effective on this node: on the tokens it sees, its sockets and their subscriptions, and its
/// live reads.
/// </summary>
internal sealed class Revoking(
    RevokedAccess revoked,
    Sockets sockets,
    StreamFanOut streams,
    LiveReads reads,
    TimeProvider clock
) : ISessions
{
    public void End(SessionId session) =>
        Take(new(OrganizationId.Platform, User: null, session, Role: null, Stream: null, clock.GetUtcMilliseconds()));

    public void Take(Revocation revocation)
    {
        // First what newcomers are checked against, then those who are here.
        revoked.Note(revocation);
        if (revocation.Session is { } session)
        {
            sockets.Close(session, CloseReasons.SessionEnded);
            reads.Cut(session);
        }
        if (revocation is { Role: null, Stream: null })
            return;
        reads.Cut(revocation.Organization, revocation.User, revocation.Stream, StreamRefusals.AccessChanged);
        foreach (var socket in sockets.Of(revocation.Organization, revocation.User))
        {
            if (revocation.Role is not null)
                socket.Become(revoked.RoleOf(socket.Caller));
            streams.Reauthorize(socket, revocation.Stream, StreamRefusals.AccessChanged);
        }
    }
}
