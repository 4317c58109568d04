using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Journal.Hosting;

/// <summary>
/// Runs embedded <c>Migrations/NNNN_name.sql</c> files, each once, in order of their number, each in a transaction of
/// its own. There is no way back, and a file that ran must never change.
/// </summary>
public sealed partial class Migrator(NpgsqlDataSource database, ILogger<Migrator> logger)
{
    /// <summary>The advisory lock that a process holds while it migrates.</summary>
    public const long LockKey = 0x41636164656d79; // "Academy"

    private const string TableSql = """
        create table if not exists migrations (
            number int not null primary key, name text not null, checksum text not null,
            applied_at timestamptz not null default now())
        """;

    public async Task RunAsync(IEnumerable<Assembly> assemblies, CancellationToken cancellationToken)
    {
        var migrations = Migration.Of(assemblies);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, TableSql, cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            foreach (var migration in migrations)
            {
                if (!applied.TryGetValue(migration.Number, out var checksum))
                {
                    await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                    await ApplyAsync(connection, migration, cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                }
                else if (checksum != migration.Checksum)
                    throw new InvalidOperationException(
                        $"Migration {migration.Name} was changed after it ran; write a new migration instead."
                    );
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>Runs migrations within the caller's transaction, for a database that has none of them.</summary>
    public async Task ApplyAsync(
        NpgsqlConnection connection,
        IEnumerable<Migration> migrations,
        CancellationToken cancellationToken
    )
    {
        await ExecuteAsync(connection, TableSql, cancellationToken);
        foreach (var migration in migrations)
            await ApplyAsync(connection, migration, cancellationToken);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
        }
        catch (PostgresException error)
        {
            throw new InvalidOperationException($"Migration {migration.Name} failed: {error.MessageText}", error);
        }
        await using var record = new NpgsqlCommand(
            "insert into migrations (number, name, checksum) values ($1, $2, $3)",
            connection
        );
        record.Parameters.AddRange(
            (NpgsqlParameter[])
                [
                    new() { Value = migration.Number },
                    new() { Value = migration.Name },
                    new() { Value = migration.Checksum },
                ]
        );
        await record.ExecuteNonQueryAsync(cancellationToken);
        LogApplied(logger, migration.Name);
    }

    private static async Task<Dictionary<int, string>> AppliedAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("select number, checksum from migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}.")]
    private static partial void LogApplied(ILogger logger, string name);
}

/// <param name="Checksum">Of the text with normalized line ends: a checkout on Windows gives the same checksum.</param>
public sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>The journal's own and those of the assemblies, in order.</summary>
    public static IReadOnlyList<Migration> Of(IEnumerable<Assembly> assemblies)
    {
        var migrations = assemblies
            .Prepend(typeof(Migrator).Assembly)
            .Distinct()
            .SelectMany(In)
            .OrderBy(migration => migration.Number)
            .ToArray();
        return migrations.GroupBy(migration => migration.Number).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InvalidOperationException(
                $"Migration number {twice.Key} is taken twice: "
                    + $"{string.Join(", ", twice.Select(migration => migration.Name))}."
            )
            : migrations;
    }

    private static IEnumerable<Migration> In(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            // <assembly>.Migrations.0001_name.sql
            var file =
                resource.Split(".Migrations.", 2) is [_, var name] && name.EndsWith(".sql", StringComparison.Ordinal)
                    ? name[..^4]
                    : null;
            if (file is null)
                continue;
            if (file.Length < 6 || file[4] != '_' || !int.TryParse(file[..4], NumberStyles.None, null, out var number))
                throw new InvalidOperationException($"Migration {file}: the name must be NNNN_name.sql.");
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = text.ReadToEnd().ReplaceLineEndings("\n");
            yield return new(number, file, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }
    }
}
