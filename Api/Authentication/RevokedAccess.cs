using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Commands;

namespace Academy.Api.Authentication;

/// <summary>
/// What access tokens do not know: sessions that ended and roles that changed since they were issued. Remembered for
/// longer than a token lives.
/// </summary>
internal sealed class RevokedAccess(TimeProvider clock)
{
    private readonly ConcurrentDictionary<SessionId, DateTimeOffset> sessions = new();
    private readonly ConcurrentDictionary<(OrganizationId, UserId), (Role Role, DateTimeOffset At)> roles = new();
    private readonly ConcurrentQueue<(Revocation What, DateTimeOffset Until)> kept = new();

    /// <summary>Whether the token is good no more; a new one, if there is one to be had, says how things are.</summary>
    public bool Refuses(AccessTicket ticket) => HasEnded(ticket.Session) || RoleOf(ticket.Caller) != ticket.Caller.Role;

    public bool HasEnded(SessionId session) => sessions.ContainsKey(session);

    /// <summary>The role that the caller has now.</summary>
    public Role RoleOf(Caller caller) =>
        roles.TryGetValue((caller.Organization, caller.User), out var changed) ? changed.Role : caller.Role;

    public void Note(Revocation revocation)
    {
        var now = clock.GetUtcNow();
        while (kept.TryPeek(out var oldest) && oldest.Until <= now && kept.TryDequeue(out oldest))
            Forget(oldest.What);
        if (revocation.Session is { } session)
            sessions[session] = revocation.At;
        if (revocation is { Role: { } role, User: { } user })
        {
            // An earlier one may arrive again, later.
            roles.AddOrUpdate((revocation.Organization, user), (role, revocation.At), (_, known) =>
                known.At > revocation.At ? known : (role, revocation.At)
            );
        }
        kept.Enqueue((revocation, now + Revocations.Kept));
    }

    private void Forget(Revocation old)
    {
        if (old.Session is { } session)
            sessions.TryRemove(new(session, old.At));
        if (old is { Role: { } role, User: { } user })
            roles.TryRemove(new((old.Organization, user), (role, old.At)));
    }
}
