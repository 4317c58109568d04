using Academy.Api.Problems;
using Academy.Api.Realtime;
using Academy.Journal;
using Academy.Silo;
using Academy.Silo.Calls;
using Academy.Silo.Clustering;
using Academy.Silo.Lifecycle;
using Academy.Silo.Observability;
using Npgsql;
using Orleans.Runtime;

namespace Academy.Api.Composition;

/// <summary>
/// Where the web host meets the silo. The only file that knows what stands behind the grain interfaces: it co-hosts the
/// silo, and says what the failures of its machinery mean to a client.
/// </summary>
internal static class Hosting
{
    /// <returns>Whether other processes serve the same academy.</returns>
    public static async Task<bool> AddSiloAsync(this WebApplicationBuilder builder)
    {
        builder.AddObservability();
        var mode = await builder.AddAcademySiloAsync();
        builder.AddDemoAcademy(mode);
        builder.Services.AddSingleton(Faults());
        if (mode != ClusterMode.Embedded) // Else there is nowhere to go.
            builder.Services.AddDrainStep("sockets", (services, cancellation) =>
                services.GetRequiredService<SocketFarewell>().RunAsync(cancellation)
            );
        return mode != ClusterMode.Embedded;
    }

    /// <summary>A configured secret; in Development one that is made once and kept.</summary>
    public static string ReadSecret(
        this WebApplicationBuilder builder,
        string setting,
        string file,
        Func<string> make
    ) => Secrets.Read(builder.Environment, builder.Configuration, setting, file, make);

    /// <summary>The checkout when run from one.</summary>
    public static string ContentRoot => Surroundings.ContentRoot;

    /// <summary>Null: none is stated.</summary>
    public static string? EnvironmentName => Surroundings.EnvironmentName;

    public static string? AncestorWith(string file) => Surroundings.AncestorWith(file);

    /// <summary><c>/metrics</c>: the measurements of this process, for Prometheus.</summary>
    public static IEndpointConventionBuilder MapMetrics(IEndpointRouteBuilder endpoints, IServiceProvider host) =>
        endpoints.MapMetrics(host);

    /// <summary><c>doctor</c>, <c>migrate</c> and the like.</summary>
    public static IReadOnlyList<string> Commands => SiloCommands.Names;

    /// <summary>Runs one of <see cref="Commands"/>; answers the process's exit code.</summary>
    public static Task<int> RunCommandAsync(string command, string[] args) =>
        SiloCommands.RunAsync(command, args, WebHost.Surroundings(), Console.Out);

    internal static FaultMap Faults() =>
        new FaultMap()
            .Add<Exception>(ApiProblems.Overloaded, when: CallFaults.IsOverload)
            .Add<JournalUnavailableException>(ApiProblems.UnknownOutcome, when: fault => fault.IsOutcomeUnknown)
            .Add<JournalFencedException>(ApiProblems.UnknownOutcome, when: fault => fault.IsOutcomeUnknown)
            .Add<JournalUnavailableException>(ApiProblems.Unavailable)
            .Add<JournalFencedException>(ApiProblems.Unavailable)
            .Add<Exception>(ApiProblems.UnknownOutcome, when: CallFaults.IsOutcomeUnknown)
            .Add<Exception>(ApiProblems.Unavailable, when: CallFaults.IsRejected)
            .Add<NpgsqlException>(ApiProblems.Unavailable, when: IsAboutTheServer)
            // Grain storage wraps what the database said.
            .Add<OrleansException>(ApiProblems.Unavailable, when: fault =>
                fault.InnerException is NpgsqlException cause && IsAboutTheServer(cause)
            );

    /// <summary>The connection or the server failed, not the statement: that would be a bug of ours.</summary>
    private static bool IsAboutTheServer(NpgsqlException fault) =>
        fault is not PostgresException postgres || postgres.SqlState[..2] is "08" or "53" or "57" or "58";
}
