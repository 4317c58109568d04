using Microsoft.Extensions.Hosting;

namespace Academy.Silo;

/// <summary>The one entry to the silo for a process that hosts it.</summary>
public static class AcademySilo
{
    /// <summary>Adds journal, runtime and grains to a host.</summary>
    public static IHostApplicationBuilder AddAcademySilo(this IHostApplicationBuilder builder) => builder;

    /// <summary>Runs a maintenance command; answers the exit code.</summary>
    public static Task<int> RunCommandAsync(string command, string[] args) => Task.FromResult(2);
}
