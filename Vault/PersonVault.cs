using System.Collections.Concurrent;
using System.Security.Cryptography;
using Academy.Journal;
using Academy.Journal.Projections;
using Npgsql;

namespace Academy.Vault;

/// <summary>
/// Persons' keys in <c>vault.person_keys</c>, wrapped by the master key. The row of an erased person stays, without a
/// key, so that no process makes a new key by accident.
/// </summary>
/// <remarks>
/// Keys are cached in memory: about <see cref="HeldMax"/> at most, each for <see cref="HeldFor"/>. So another process
/// may use the key of a person who was erased here for that long.
/// </remarks>
internal sealed class PersonVault(NpgsqlDataSource database, MasterKey master, TimeProvider time)
    : IPersonVault,
        IRebuildPreparation
{
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(5);

    private const string FindSql = "select wrapped from vault.person_keys where person = $1";

    private const string MakeSql = """
        with made as (
            insert into vault.person_keys (person, wrapped) values ($1, $2) on conflict do nothing returning wrapped)
        select wrapped from made union all select wrapped from vault.person_keys where person = $1 limit 1
        """;

    private const string EraseSql = """
        insert into vault.person_keys (person, erased_at) values ($1, now())
        on conflict (person) do update set wrapped = null, erased_at = now() where person_keys.erased_at is null
        """;

    private readonly ConcurrentDictionary<Guid, Held> held = new();
    private readonly Lock trimming = new();
    private volatile bool keepsAll;
    private volatile bool holdsAll;

    public int HeldMax { get; init; } = 100_000;

    /// <param name="Key">Null when the person was erased.</param>
    private sealed record Held(byte[]? Key, long Since);

    public async ValueTask<string> SealAsync(Guid person, string text, CancellationToken cancellationToken)
    {
        var key = IsFresh(person, out var found) ? found : await FetchAsync(person, cancellationToken);
        key ??= IsErased(person) ? null : await MakeAsync(person, cancellationToken);
        return key is null
            ? throw new InvalidOperationException($"Person {person} was erased.")
            : SealedText.Seal(person, key, text);
    }

    public async ValueTask<string?> OpenAsync(string sealedText, CancellationToken cancellationToken)
    {
        var text = SealedText.Parse(sealedText);
        var key = IsFresh(text.Person, out var found) ? found : await FetchAsync(text.Person, cancellationToken);
        return key is null ? null : text.Open(key);
    }

    public string? Open(string sealedText)
    {
        var text = SealedText.Parse(sealedText);
        if (held.TryGetValue(text.Person, out var known))
            return known.Key is null ? null : text.Open(known.Key);
        return holdsAll
            ? null
            : throw new InvalidOperationException($"The key of person {text.Person} is not held here; use OpenAsync.");
    }

    public async Task EraseAsync(Guid person, CancellationToken cancellationToken, Guid? doing = null)
    {
        // The key goes first, because that is quick. The purge scans tables and may fail; a repeated request completes
        // it.
        await RunAsync(EraseSql, [new() { Value = person }], cancellationToken);
        Hold(person, null);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await PersonPurge.RunAsync(connection, person, doing, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException(
                $"The vault cannot be reached: {DatabaseErrors.Reason(error)}",
                error
            );
        }
    }

    /// <summary>Holds every key until the result is disposed of.</summary>
    public async Task<IDisposable> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        keepsAll = true;
        await using var command = new NpgsqlCommand("select person, wrapped from vault.person_keys", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var person = reader.GetGuid(0);
            held[person] = new(
                reader.IsDBNull(1) ? null : master.Unwrap(person, reader.GetFieldValue<byte[]>(1)),
                time.GetTimestamp()
            );
        }
        holdsAll = true;
        return new Release(this);
    }

    private async Task<byte[]?> FetchAsync(Guid person, CancellationToken cancellationToken)
    {
        var (found, wrapped) = await RunAsync(FindSql, [new() { Value = person }], cancellationToken);
        return found ? Hold(person, wrapped is null ? null : master.Unwrap(person, wrapped)) : null;
    }

    private async Task<byte[]?> MakeAsync(Guid person, CancellationToken cancellationToken)
    {
        var made = master.Wrap(person, RandomNumberGenerator.GetBytes(32));
        var (found, wrapped) = await RunAsync(
            MakeSql,
            [new() { Value = person }, new() { Value = made }],
            cancellationToken
        );
        // Two processes made the key at once: a statement may conflict with the other's row and still not see it.
        return found
            ? Hold(person, wrapped is null ? null : master.Unwrap(person, wrapped))
            : await FetchAsync(person, cancellationToken);
    }

    private async Task<(bool Found, byte[]? Wrapped)> RunAsync(
        string sql,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken)
                ? (true, reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0))
                : (false, null);
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException(
                $"The vault cannot be reached: {DatabaseErrors.Reason(error)}",
                error
            );
        }
    }

    private bool IsFresh(Guid person, out byte[]? key)
    {
        key = null;
        if (!held.TryGetValue(person, out var known) || time.GetElapsedTime(known.Since) > HeldFor)
            return false;
        key = known.Key;
        return true;
    }

    private bool IsErased(Guid person) => held.TryGetValue(person, out var known) && known.Key is null;

    private byte[]? Hold(Guid person, byte[]? key)
    {
        if (held.Count >= HeldMax && !keepsAll)
            Trim();
        held[person] = new(key, time.GetTimestamp());
        return key;
    }

    /// <summary>Drops the older half of the cache. One thread does it; the others go on.</summary>
    private void Trim()
    {
        if (!trimming.TryEnter())
            return;
        try
        {
            // Others go on adding while this runs, so it sorts a copy.
            if (held.Count < HeldMax)
                return;
            foreach (var (person, _) in held.ToArray().OrderBy(pair => pair.Value.Since).Take(HeldMax / 2))
                held.TryRemove(person, out _);
        }
        finally
        {
            trimming.Exit();
        }
    }

    private sealed class Release(PersonVault vault) : IDisposable
    {
        public void Dispose()
        {
            vault.holdsAll = vault.keepsAll = false;
            vault.Trim();
        }
    }
}
