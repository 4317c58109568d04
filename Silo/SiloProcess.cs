using Academy.Silo.Clustering;
using Academy.Silo.Observability;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Academy.Silo;

/// <summary>A silo as a process of its own: no web application, and a port for operators.</summary>
internal static class SiloProcess
{
    /// <returns>0 after an orderly stop, 1 if it cannot start, 3 if the cluster goes on without it.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var hasStarted = false;
        try
        {
            using var host = await ComposeAsync(args, () => hasStarted);
            await host.StartAsync();
            hasStarted = true;
            await host.WaitForShutdownAsync();
            return Environment.ExitCode;
        }
        catch (Exception fault) when (!hasStarted)
        {
            // A stack trace helps nobody there.
            await Console.Error.WriteLineAsync($"The silo cannot start: {fault.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    private static async Task<IHost> ComposeAsync(string[] args, Func<bool> hasStarted)
    {
        var builder = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings
            {
                Args = args,
                ContentRootPath = Surroundings.ContentRoot,
                EnvironmentName = Surroundings.EnvironmentName,
            }
        );
        builder.Configuration["Cluster:Mode"] ??= nameof(ClusterMode.Silo);
        // Before a database is started for it.
        if (ClusterSettings.Read(builder.Environment, builder.Configuration).Mode != ClusterMode.Silo)
            throw new SettingException("Cluster__Mode is for Api: this program is a silo.");
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        // Until the host runs, the framework's own account of a failed start stays out of the log.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", level =>
            level >= LogLevel.Warning && (hasStarted() || level < LogLevel.Error)
        );
        builder.AddObservability();
        builder.AddDemoAcademy(await builder.AddAcademySiloAsync());
        builder.AddSiloPort();
        return builder.Build();
    }
}
