using Academy.Processes.Servers;

namespace Academy.Clusters.Fleets;

/// <summary>
/// Each life of a process signs what it writes (by a setting of its sessions), so that it shows when one writes that is
/// over: whose row is gone from the table of members has written its last.
/// </summary>
internal sealed class Afterlife(Database database)
{
    private readonly Dictionary<string, long> written = [];

    /// <summary>After the migrations, and before the first life.</summary>
    public Task BeginAsync() =>
        database.RowsAsync(
            "alter table events add column written_by text default current_setting('academy.life', true)"
        );

    /// <summary>From now on it is to write no more.</summary>
    public async Task EndsAsync(string life) => written[life] = await CountAsync(life);

    /// <returns>The lives that wrote nevertheless.</returns>
    public async Task<string[]> FindAsync()
    {
        var found = new List<string>();
        foreach (var (life, then) in written)
        {
            if (await CountAsync(life) is var now && now != then)
                found.Add($"{life} was over after {then} events, and wrote {now - then} more");
        }
        return [.. found];
    }

    private async Task<long> CountAsync(string life) =>
        (long)(await database.RowsAsync("select count(*) from events where written_by = $1", life))[0][0];
}
