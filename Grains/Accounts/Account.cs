using Academy.Accounts;
using Academy.Commands;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Grains.Accounts;

/// <summary>An account and the devices that are signed in to it.</summary>
internal sealed class Account : ICore
{
    /// <summary>Devices signed in at once; one more ends the one that was away longest.</summary>
    public const int SessionsMax = 50;

    /// <summary>How long the repeat of a refresh gives the same child: for two tabs of one honest client.</summary>
    public static readonly TimeSpan RepeatGrace = TimeSpan.FromSeconds(10);

    public UserId User { get; set; }

    public OrganizationId Organization { get; set; }

    /// <summary>Sealed for the person, like the name. Null: there is no such account (any more).</summary>
    public string? Email { get; set; }

    /// <summary>There was an account; nothing brings it back.</summary>
    public bool Erased { get; set; }

    public string DisplayName { get; set; } = "";

    /// <summary>As in <see cref="AccountRegistered"/>.</summary>
    public string PasswordHash { get; set; } = "";

    public Role Role { get; set; }

    public DateTimeOffset RegisteredAt { get; set; }

    public string? Language { get; set; }

    public string? TimeZone { get; set; }

    public PictureId? Picture { get; set; }

    public Dictionary<SessionId, Session> Sessions { get; set; } = [];

    /// <param name="registration">Who.</param>
    /// <param name="session">Their first session.</param>
    /// <param name="isGreeted">Whether there is mail to greet them with.</param>
    /// <param name="preferences">What their browser said.</param>
    public Decision<SessionGrant> Register(
        AccountRegistered registration,
        SessionId session,
        bool isGreeted,
        Preferences? preferences = null
    ) =>
        Email is not null ? AccountRefusals.EmailTaken
        : Erased ? AccountRefusals.Erased
        : Decision
            .Of<SessionGrant>(
                new SessionGrant(session, 1),
                [registration, .. Changes(preferences), new SessionStarted(session)]
            )
            .With(isGreeted ? [new SendWelcome()] : []);

    /// <param name="displayName">The new name, sealed; null when it stays.</param>
    /// <param name="preferences">What is null stays.</param>
    public Decision<Done> ChangeProfile(string? displayName, Preferences preferences)
    {
        if (Email is null)
            return AccountRefusals.NotFound;
        List<object> events = [.. Changes(preferences)];
        if (displayName is not null)
            events.Add(new PersonRenamed(User, displayName));
        return events.Count == 0 ? Decision.Already(Done.Instance) : Decision.Of<Done>(Done.Instance, [.. events]);
    }

    /// <param name="picture">Null: none.</param>
    public Decision<PictureChange> SetPicture(PictureId? picture) =>
        Email is null ? AccountRefusals.NotFound
        : Picture == picture ? Decision.Already(new PictureChange(picture))
        : Decision.Of(new PictureChange(picture), new PersonPictured(User, picture));

    /// <param name="session">The new session.</param>
    /// <param name="renewedHash">The password's hash with today's parameters, when the stored one has others.</param>
    /// <param name="now">The time of the turn.</param>
    public Decision<SessionGrant> SignIn(SessionId session, string? renewedHash, DateTimeOffset now)
    {
        var ended = new List<SessionEnded>();
        foreach (var (id, old) in Sessions)
        {
            if (now - old.RotatedAt > AccountLimits.SessionIdleMax)
                ended.Add(new SessionEnded(id, SessionEnds.Idle));
        }
        if (Sessions.Count - ended.Count >= SessionsMax)
            ended.Add(new SessionEnded(Sessions.MinBy(s => s.Value.RotatedAt).Key, SessionEnds.TooMany));
        List<object> events = [.. ended];
        if (renewedHash is not null)
            events.Add(new PasswordRehashed(renewedHash));
        events.Add(new SessionStarted(session));
        return Decision.Of(new SessionGrant(session, 1), events).With(Revoke.Sessions(ended, now));
    }

    public Decision<SessionGrant> Refresh(SessionId id, int generation, DateTimeOffset now)
    {
        if (
            !Sessions.TryGetValue(id, out var session)
            || generation > session.Generation
            || now - session.RotatedAt > AccountLimits.SessionIdleMax
        )
            return AccountRefusals.TokenInvalid;
        if (generation == session.Generation)
            return Decision.Of(new SessionGrant(id, generation + 1), new SessionRefreshed(id, generation + 1));
        if (generation == session.Generation - 1 && now - session.RotatedAt <= RepeatGrace)
            return Decision.Already(new SessionGrant(id, session.Generation));
        // An old token in use means that it has two holders: nobody knows who is the thief, so both are out.
        var ended = new SessionEnded(id, SessionEnds.Reused);
        return Decision.Of(new SessionGrant(id, Generation: null), ended).With(Revoke.Sessions([ended], now));
    }

    public Decision<SessionId> LogOut(SessionId id, DateTimeOffset now)
    {
        if (!Sessions.ContainsKey(id))
            return Decision.Already(id);
        var ended = new SessionEnded(id, SessionEnds.LoggedOut);
        return Decision.Of(id, ended).With(Revoke.Sessions([ended], now));
    }

    /// <param name="role">The new role.</param>
    /// <param name="now">When.</param>
    /// <param name="obstacles">What only this person can do, and could not do in that role.</param>
    public Decision<Done> AssignRole(Role role, DateTimeOffset now, IReadOnlyList<Obstacle>? obstacles = null) =>
        Email is null ? AccountRefusals.NotFound
        : Role == role ? Decision.Already(Done.Instance)
        : obstacles is { Count: > 0 } ? AccountRefusals.StillNeededFor(obstacles)
        : Decision
            .Of(Done.Instance, new RoleAssigned(User, role))
            .With(new Revoke(null, role, now), new TellRevocations());

    /// <param name="addressKeys">Keys of the grains that may have the address, with blanks between them.</param>
    /// <param name="now">When.</param>
    /// <param name="obstacles">What only this person can do.</param>
    public Decision<Done> Erase(string? addressKeys, DateTimeOffset now, IReadOnlyList<Obstacle>? obstacles = null)
    {
        if (Erased)
            return Decision.Already(Done.Instance);
        if (Email is null)
            return AccountRefusals.NotFound;
        if (obstacles is { Count: > 0 })
            return AccountRefusals.StillNeededFor(obstacles);
        SessionEnded[] ended = [.. Sessions.Keys.Select(id => new SessionEnded(id, SessionEnds.Erased))];
        return Decision
            .Of<Done>(Done.Instance, [.. ended, new AccountErased(User)])
            .With([.. Revoke.Sessions(ended, now), new DestroyPerson(addressKeys), new ForgetPerson()]);
    }

    private IEnumerable<object> Changes(Preferences? preferences)
    {
        var language = preferences?.Language is { } tag && tag != Language ? tag : null;
        var timeZone = preferences?.TimeZone is { } zone && zone != TimeZone ? zone : null;
        if (language is not null || timeZone is not null)
            yield return new PreferencesSet(language, timeZone);
    }

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case AccountErased:
                (Erased, Email, DisplayName, PasswordHash) = (true, null, "", "");
                (Language, TimeZone, Picture) = (null, null, null);
                break;
            case AccountRegistered e:
                (User, Organization, Email, DisplayName) = (e.UserId, e.Organization, e.Email, e.DisplayName);
                (PasswordHash, Role, RegisteredAt) = (e.PasswordHash, e.Role, at);
                break;
            case PersonRenamed e:
                DisplayName = e.DisplayName;
                break;
            case PersonPictured e:
                Picture = e.Picture;
                break;
            case PreferencesSet e:
                (Language, TimeZone) = (e.Language ?? Language, e.TimeZone ?? TimeZone);
                break;
            case SessionStarted e:
                Sessions[e.SessionId] = new Session(1, at);
                break;
            case SessionRefreshed e:
                Sessions[e.SessionId] = new Session(e.Generation, at);
                break;
            case SessionEnded e:
                Sessions.Remove(e.SessionId);
                break;
            case RoleAssigned e:
                Role = e.Role;
                break;
            case PasswordRehashed e:
                PasswordHash = e.PasswordHash;
                break;
        }
    }
}

/// <param name="Generation">The number of the refresh token that is now good.</param>
/// <param name="RotatedAt">When it became so.</param>
internal sealed record Session(int Generation, DateTimeOffset RotatedAt);

/// <summary>The refresh token that a sign-in came to.</summary>
/// <param name="Generation">Null when the session was ended instead, because an old token was used again.</param>
internal sealed record SessionGrant(SessionId Session, int? Generation);

/// <summary>Why sessions end.</summary>
internal static class SessionEnds
{
    public const string LoggedOut = "logged-out";
    public const string Reused = "refresh-token-reused";
    public const string Idle = "idle";
    public const string TooMany = "too-many-sessions";
    public const string Erased = "account-erased";
}
