using Academy.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Academy.Silo.Observability;

/// <summary>What Orleans itself shows: its log, its traces, its dashboard, and the members for <c>/ops</c>.</summary>
internal static class OrleansObservability
{
    /// <summary>Orleans's logs, as far as an operator can do something about what they say.</summary>
    public static void QuietOrleans(this IHostApplicationBuilder builder, bool isCluster)
    {
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        // These warn at every start: of a garbage collector that is as it should be, and of checks that have not run
        // yet.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Alone there is no table of members that anybody else reads; a start that fails has told its own reason.
        if (!isCluster)
            builder.Logging.AddFilter("Orleans.Runtime.MembershipService", LogLevel.Error);
        // Who reads or writes a state is told what went wrong, and says what comes of it.
        builder.Logging.AddFilter("Orleans.Storage", LogLevel.None);
        // Its retries, each with a stack trace; what comes of them is logged by who retries.
        builder.Logging.AddFilter("Polly", LogLevel.Error);
    }

    public static void Observe(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.AddSingleton<IClusterRoster, OrleansRoster>();
        silo.Services.AddHostedService<NodeReporter>();
        // Two filters on every call.
        if (configuration.HasCollector())
            silo.AddActivityPropagation();
        if (!configuration.GetValue("Dashboard:Enabled", true))
            return;
        var before = silo.Services.Count;
        silo.AddDashboard(Hide);
        WithoutLooking(silo.Services, before);
    }

    public static void Observe(this IClientBuilder client, IConfiguration configuration)
    {
        client.Services.AddHostedService<NodeReporter>();
        if (configuration.HasCollector())
            client.AddActivityPropagation();
        if (!configuration.GetValue("Dashboard:Enabled", true))
            return;
        var before = client.Services.Count;
        client.AddDashboard(Hide);
        WithoutLooking(client.Services, before);
    }

    private static void Hide(DashboardOptions options) => options.HideTrace = true;

    /// <summary>
    /// Takes out what the dashboard looks with at every call and at every line of the log: its profiler costs a filter
    /// on each call even when nobody looks, and lines of the log are nothing for it to show.
    /// </summary>
    private static void WithoutLooking(IServiceCollection services, int from)
    {
        for (var i = services.Count - 1; i >= from; i--)
        {
            if (
                services[i].ServiceType == typeof(IIncomingGrainCallFilter)
                || services[i].ServiceType == typeof(ILoggerProvider)
            )
                services.RemoveAt(i);
        }
    }
}
