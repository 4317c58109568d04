using System.Globalization;
using System.Text.Json;
using Academy.Bench.Appends;
using Academy.Journal;
using Academy.Journal.Projections;
using Academy.LocalPostgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Usage: Appends [seconds per workload] [part of a workload's name] [--npm] [setting=value …]
var seconds = args.Length > 0 && double.TryParse(args[0], CultureInfo.InvariantCulture, out var given) ? given : 8;
var only = args.Skip(1)
    .FirstOrDefault(argument => !argument.StartsWith("--", StringComparison.Ordinal) && !argument.Contains('='))
    ?? "";
var settings = args.Where(argument => argument.Contains('='))
    .Select(argument => argument.Split('=', 2))
    .ToDictionary(s => s[0], s => s[1]);
var writers = settings.Remove("writers", out var text)
    ? int.Parse(text, CultureInfo.InvariantCulture)
    : new JournalOptions().Writers;

Workload[] workloads =
[
    new("plain-1", 1, (stream, seq, _, at) => Completion.Plain(stream, seq, at)),
    new("plain-64", 64, (stream, seq, _, at) => Completion.Plain(stream, seq, at)),
    new("plain-1000", 1_000, (stream, seq, _, at) => Completion.Plain(stream, seq, at)),
    new("command-64", 64, Completion.Command),
    new("command-recorded-64", 64, (stream, seq, learner, at) =>
        Recorded(Completion.Command(stream, seq, learner, at))
    ),
];

var directory = Path.Combine(Path.GetTempPath(), $"academy-bench-{Environment.ProcessId}");
await using (
    var postgres = await PostgresServer.StartAsync(
        new()
        {
            Directory = directory,
            FromPackage = args.Contains("--npm"),
            Settings = settings,
        },
        CancellationToken.None
    )
)
{
    foreach (var workload in workloads.Where(workload => workload.Name.Contains(only, StringComparison.Ordinal)))
    {
        var database = await postgres.EnsureDatabaseAsync(workload.Name, CancellationToken.None);
        await using var services = Services(database, writers);
        foreach (var host in services.GetServices<IHostedService>())
            await host.StartAsync(CancellationToken.None);
        var journal = services.GetRequiredService<IJournal>();
        await workload.RunAsync(journal, postgres.ProcessId, TimeSpan.FromSeconds(4));
        var figures = await workload.RunAsync(journal, postgres.ProcessId, TimeSpan.FromSeconds(seconds));
        Console.WriteLine(JsonSerializer.Serialize(figures, JsonSerializerOptions.Web));
        foreach (var host in services.GetServices<IHostedService>())
            await host.StopAsync(CancellationToken.None);
    }
}
Directory.Delete(directory, recursive: true);

static Append Recorded(Append a) =>
    new()
    {
        Stream = a.Stream,
        ExpectedSeq = a.ExpectedSeq,
        Actor = a.Actor,
        At = a.At,
        Cause = a.Cause,
        Events = a.Events,
        Feed = a.Feed,
        Command = new($"{a.Stream}-{a.ExpectedSeq}", "0123456789abcdef", "{\"seq\":1,\"percent\":50}"u8.ToArray()),
    };

static ServiceProvider Services(string database, int writers)
{
    var services = new ServiceCollection();
    services.AddLogging(logging => logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));
    services.AddSingleton<IProjection, Completion>();
    services.AddJournal(options =>
    {
        options.ConnectionString = database;
        options.Writers = writers;
        options.MigrationAssemblies.Add(typeof(Completion).Assembly);
    });
    return services.BuildServiceProvider();
}
