using Academy.Journal.Outbox;
using Academy.Journal.Projections;
using Academy.Silo.Clustering;
using Academy.Silo.Observability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Silo;

/// <summary>
/// Work on the database from the command line: <c>doctor</c>, <c>migrate</c>, <c>rebuild-projections</c>,
/// <c>outbox</c>, <c>backup FILE</c>, <c>restore FILE [KEYS]</c>, <c>create-admin EMAIL</c>; and <c>health URL</c>.
/// </summary>
public static class SiloCommands
{
    public static readonly IReadOnlyList<string> Names =
    [
        "doctor",
        "migrate",
        "rebuild-projections",
        "outbox",
        "backup",
        "restore",
        FirstAdminCommand.Name,
        HealthCommand.Name,
    ];

    /// <summary>Runs one of <see cref="Names"/> in a host without a web server, and prints what it does.</summary>
    /// <param name="name">The command.</param>
    /// <param name="args">Its files, then settings as switches.</param>
    /// <param name="defaults">Switches that those of <paramref name="args"/> go before.</param>
    /// <param name="output">What it prints.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string name,
        string[] args,
        string[] defaults,
        TextWriter output,
        CancellationToken cancellationToken = default
    )
    {
        if (name == HealthCommand.Name)
            return await HealthCommand.RunAsync(args, output, cancellationToken);
        // File names go first: to the configuration "/tmp/file" would be a switch.
        string[] files = [.. args.TakeWhile(arg => !arg.StartsWith("--", StringComparison.Ordinal))];
        var builder = Host.CreateApplicationBuilder([.. defaults, .. args[files.Length..]]);
        builder.Configuration["Cluster:Mode"] = nameof(ClusterMode.Command);
        // Nothing calls grains here, so what would need them cannot be made, and is not asked for.
        builder.ConfigureContainer(
            new DefaultServiceProviderFactory(new() { ValidateOnBuild = false, ValidateScopes = true })
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await builder.AddAcademySiloAsync(cancellationToken);
        using var host = builder.Build();
        if (name is "backup" or "restore")
            return await BackupCommands.RunAsync(name, files, host.Services, output, cancellationToken);
        await host.StartAsync(cancellationToken); // migrates
        try
        {
            switch (name)
            {
                case "migrate":
                    await output.WriteLineAsync("The database has every migration of this release.");
                    return 0;
                case "rebuild-projections":
                    var progress = new LineProgress(output);
                    await host.Services.GetRequiredService<ProjectionRebuild>().RunAsync(progress, cancellationToken);
                    await output.WriteLineAsync("The read models are rebuilt.");
                    return 0;
                case FirstAdminCommand.Name:
                    return await FirstAdminCommand.RunAsync(files, host.Services, output, cancellationToken);
                case "outbox":
                    return await DeadLettersAsync(
                        host.Services.GetRequiredService<OutboxAdminQueries>(),
                        output,
                        cancellationToken
                    );
                default:
                    return await DoctorAsync(
                        host.Services.GetRequiredService<NpgsqlDataSource>(),
                        output,
                        cancellationToken
                    );
            }
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>The dead letters of all organizations, without what they are about.</summary>
    private static async Task<int> DeadLettersAsync(
        OutboxAdminQueries queries,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        const int LinesMax = 1_000;
        var dead = await queries.ListAsync(dead: true, streams: [""], after: null, LinesMax, cancellationToken);
        foreach (var row in dead)
            await output.WriteLineAsync(
                $"{row.DeadAt:u}  {row.Id}  {row.Kind}  {row.SourceStream} {row.SourceSeq}  attempts "
                    + $"{row.Attempts}  {row.Error}"
            );
        await output.WriteLineAsync(
            dead.Count switch
            {
                0 => "There are no dead letters.",
                LinesMax => $"There are {LinesMax} dead letters or more.",
                _ => $"There are {dead.Count} dead letters.",
            }
        );
        return dead.Count == 0 ? 0 : 1;
    }

    /// <summary>Says what the machine and the database promise about durability.</summary>
    private static async Task<int> DoctorAsync(
        NpgsqlDataSource database,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            """
            select current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit'),
                   current_setting('full_page_writes'), current_setting('max_connections'),
                   pg_size_pretty(pg_database_size(current_database())), (select count(*) from events)
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        string[] durable = [reader.GetString(1), reader.GetString(2), reader.GetString(3)];
        await output.WriteLineAsync(
            $"PostgreSQL          {reader.GetString(0)}, {reader.GetString(4)} connections, {reader.GetString(5)}"
        );
        await output.WriteLineAsync($"journal             {reader.GetInt64(6)} events");
        await output.WriteLineAsync($"fsync               {durable[0]}");
        await output.WriteLineAsync($"synchronous_commit  {durable[1]}");
        await output.WriteLineAsync($"full_page_writes    {durable[2]}");
        await output.WriteLineAsync(
            $"runtime             .NET {Environment.Version}, {Environment.ProcessorCount} processors"
        );
        var sound = durable.All(setting => setting == "on");
        await output.WriteLineAsync(
            sound ? "All is well." : "What is acknowledged may be lost: turn these settings on."
        );
        return sound ? 0 : 1;
    }

    private sealed class LineProgress(TextWriter output) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) =>
            output.WriteLine($"{value.Events} events read, at {value.Position} of {value.Last}");
    }
}
