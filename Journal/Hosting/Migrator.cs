using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Journal.Hosting;

/// <summary>
/// Runs embedded <c>Migrations/NNNN_name.sql</c> files, each once, in order of their number, each in a transaction of its
/// own. Forward only: a file that ran must never change again.
/// </summary>
internal sealed partial class Migrator(NpgsqlDataSource database, ILogger<Migrator> logger)
{
    private const long LockKey = 0x41636164656d79; // "Academy"

    public async Task RunAsync(IEnumerable<Assembly> assemblies, CancellationToken cancellationToken)
    {
        var migrations = assemblies.Prepend(typeof(Migrator).Assembly).Distinct()
            .SelectMany(Migration.In).OrderBy(migration => migration.Number).ToArray();
        if (migrations.GroupBy(migration => migration.Number).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidOperationException(
                $"Migration number {twice.Key} is taken twice: {string.Join(", ", twice.Select(migration => migration.Name))}.");

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, """
                create table if not exists migrations (
                    number int not null primary key, name text not null, checksum text not null,
                    applied_at timestamptz not null default now())
                """, cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken);
            foreach (var migration in migrations)
            {
                if (!applied.TryGetValue(migration.Number, out var checksum))
                    await ApplyAsync(connection, migration, cancellationToken);
                else if (checksum != migration.Checksum)
                    throw new InvalidOperationException(
                        $"Migration {migration.Name} was changed after it ran; write a new migration instead.");
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
        }
        catch (PostgresException error)
        {
            throw new InvalidOperationException($"Migration {migration.Name} failed: {error.MessageText}", error);
        }
        await using var record = new NpgsqlCommand("insert into migrations (number, name, checksum) values ($1, $2, $3)", connection);
        record.Parameters.AddRange((NpgsqlParameter[])
            [new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum }]);
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(logger, migration.Name);
    }

    private static async Task<Dictionary<int, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
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

/// <param name="Checksum">Of the text with its line ends made alike: a checkout on Windows is the same migration.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    public static IEnumerable<Migration> In(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            // <assembly>.Migrations.0001_name.sql
            var file = resource.Split(".Migrations.", 2) is [_, var name] && name.EndsWith(".sql", StringComparison.Ordinal)
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
