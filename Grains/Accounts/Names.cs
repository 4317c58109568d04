using System.Collections.Concurrent;
using Academy.Accounts;
using Academy.Pictures;
using Academy.Streams;
using Npgsql;

namespace Academy.Grains.Accounts;

/// <summary>
/// Display names and pictures on this node: filled in batches from the <c>users</c> table before something is encoded,
/// so that encoding itself never waits. Bounded; a dropped name is fetched again.
/// </summary>
internal sealed class Names(NpgsqlDataSource database, TimeProvider clock) : INames
{
    /// <summary>Whoever is erased, or not known, is called this.</summary>
    public const string Unknown = "Learner";

    private const int NamesMax = 200_000;

    /// <summary>After this a name is fetched again: somebody erased on another node is forgotten on this one.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<UserId, Held> names = new();
    private int renamed;

    /// <summary>
    /// Changes whenever somebody known takes another name or picture: what was made with them is out of date then.
    /// </summary>
    public int Renamed => Volatile.Read(ref renamed);

    /// <param name="Name">Null: nobody of that id is known.</param>
    private readonly record struct Held(string? Name, PictureId? Picture, long Since);

    public string Of(UserId user) => names.GetValueOrDefault(user).Name ?? Unknown;

    public PictureId? PictureOf(UserId user) => names.GetValueOrDefault(user).Picture;

    /// <summary>Called when a person registers, or takes another name or picture.</summary>
    public void Remember(UserId user, string displayName, PictureId? picture) => Hold(user, displayName, picture);

    /// <summary>Called when a person is erased.</summary>
    public void Forget(UserId user) => Hold(user, null, null);

    /// <summary>Makes sure that <see cref="Of"/> knows these people, if anybody does.</summary>
    public ValueTask EnsureAsync(IEnumerable<UserId> users)
    {
        HashSet<Guid>? missing = null;
        foreach (var user in users)
        {
            if (!names.TryGetValue(user, out var held) || clock.GetElapsedTime(held.Since) > HeldFor)
                (missing ??= []).Add(user.Value);
        }
        return missing is null ? default : FetchAsync(missing);
    }

    private async ValueTask FetchAsync(HashSet<Guid> missing)
    {
        await using var command = database.CreateCommand(
            "select id, display_name, picture from users where id = any($1)"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. missing] });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            missing.Remove(reader.GetGuid(0));
            Hold(
                new UserId(reader.GetGuid(0)),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : new PictureId(reader.GetGuid(2))
            );
        }
        foreach (var nobody in missing)
            Hold(new UserId(nobody), null, null);
    }

    private void Hold(UserId user, string? name, PictureId? picture)
    {
        if (names.Count >= NamesMax)
            names.Clear();
        var held = new Held(name, picture, clock.GetTimestamp());
        if (names.TryAdd(user, held))
            return;
        var before = names.GetValueOrDefault(user);
        names[user] = held;
        if (before.Name != name || before.Picture != picture)
            Interlocked.Increment(ref renamed);
    }
}
