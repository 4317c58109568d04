using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Academy.Silo.Clustering;

/// <summary>
/// The tables of Orleans's ADO.NET providers. Orleans ships the scripts that make them beside its packages, not in them:
/// with <c>Orleans__Scripts</c> they are run at the first start, without it they must have been.
/// </summary>
internal sealed class OrleansTables(NpgsqlDataSource database, IConfiguration configuration) : IHostedService
{
    private static readonly (string Table, string Script)[] Scripts =
    [
        ("orleansquery", "PostgreSQL-Main.sql"),
        ("orleansmembershiptable", "PostgreSQL-Clustering.sql"),
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var gate = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('academy orleans tables'))", connection);
        await gate.ExecuteNonQueryAsync(cancellationToken);
        foreach (var (table, script) in Scripts)
        {
            await using var look = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { new() { Value = table } } };
            if ((bool)(await look.ExecuteScalarAsync(cancellationToken))!)
                continue;
            if (configuration["Orleans:Scripts"] is not { } folder)
            {
                throw new SettingException(
                    $"the database lacks Orleans's table {table}. Run Orleans's {script} (aka.ms/orleans-sql-scripts), or set Orleans__Scripts to the folder it is in.");
            }
            await using var make = new NpgsqlCommand(await File.ReadAllTextAsync(Path.Combine(folder, script), cancellationToken), connection);
            await make.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
