using Academy.Accounts;
using Academy.Api.Traffic;
using Academy.Commands;
using Microsoft.Extensions.Options;

namespace Academy.Api.Realtime;

/// <summary>
/// What a person has open at this node, sockets and live reads together, and how many calls all their sockets may make:
/// who connects again has no new allowance.
/// </summary>
internal sealed class PersonConnections(IOptions<RateLimitOptions> options, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(OrganizationId, UserId), Person> people = [];
    private long cleanedAt = clock.GetTimestamp();

    /// <summary>The allowance that the person's sockets share.</summary>
    public CallRateLimit CallsOf(Caller caller)
    {
        lock (gate)
            return Find(caller).Calls;
    }

    /// <summary>False when the person has as many open as one may have.</summary>
    public bool TryOpen(Caller caller)
    {
        lock (gate)
        {
            var person = Find(caller);
            if (person.Open >= options.Value.SocketsPerPerson)
                return false;
            person.Open++;
            return true;
        }
    }

    public void Close(Caller caller)
    {
        lock (gate)
            Find(caller).Open--;
    }

    private Person Find(Caller caller)
    {
        Clean();
        var key = (caller.Organization, caller.User);
        if (!people.TryGetValue(key, out var person))
            people.Add(key, person = new(new(clock)));
        return person;
    }

    /// <summary>Forgets who has nothing open and a whole allowance again.</summary>
    private void Clean()
    {
        if (clock.GetElapsedTime(cleanedAt) < CallRateLimit.FullAfter)
            return;
        cleanedAt = clock.GetTimestamp();
        foreach (var (key, person) in people)
        {
            if (person.Open == 0 && person.Calls.IsFull)
                people.Remove(key);
        }
    }

    private sealed class Person(CallRateLimit calls)
    {
        public CallRateLimit Calls => calls;

        public int Open { get; set; }
    }
}
