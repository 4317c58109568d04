using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Streams;
using Npgsql;

namespace Academy.Grains.Accounts;

/// <summary>
/// Display names on this node: filled in batches from the <c>users</c> table before something is encoded, so that
/// encoding itself never waits. Bounded; a dropped name is fetched again.
/// </summary>
internal sealed class Names(NpgsqlDataSource database) : INames
{
    private const string Unknown = "Learner";
    private const int NamesMax = 200_000;

    private readonly ConcurrentDictionary<UserId, string> names = new();
    private int renamed;

    /// <summary>Changes whenever somebody known takes another name: what was made with names is out of date then.</summary>
    public int Renamed => Volatile.Read(ref renamed);

    public string Of(UserId user) => names.GetValueOrDefault(user, Unknown);

    /// <summary>Called when a person registers or takes another name.</summary>
    public void Remember(UserId user, string displayName)
    {
        if (names.Count >= NamesMax)
            names.Clear();
        if (!names.TryAdd(user, displayName) && names[user] != displayName)
        {
            names[user] = displayName;
            Interlocked.Increment(ref renamed);
        }
    }

    /// <summary>Makes sure that <see cref="Of"/> knows these people, if anybody does.</summary>
    public ValueTask EnsureAsync(IEnumerable<UserId> users)
    {
        List<Guid>? missing = null;
        foreach (var user in users)
        {
            if (!names.ContainsKey(user))
                (missing ??= []).Add(user.Value);
        }
        return missing is null ? default : FetchAsync(missing);
    }

    private async ValueTask FetchAsync(List<Guid> missing)
    {
        await using var command = database.CreateCommand("select id, display_name from users where id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. missing] });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            Remember(new UserId(reader.GetGuid(0)), reader.GetString(1));
    }
}
