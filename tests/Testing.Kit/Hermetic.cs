using System.Collections;
using System.Runtime.CompilerServices;

namespace Academy.Testing;

/// <summary>
/// Settings of whoever runs the tests do not reach the servers under test, in this process or in those it starts.
/// </summary>
internal static class Hermetic
{
    /// <summary>Before anything of the assembly runs.</summary>
    [ModuleInitializer]
    internal static void ForgetSettings()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsSetting).ToArray())
            Environment.SetEnvironmentVariable(name, null);
    }

    /// <summary>As the hosts of .NET read them: theirs by prefix, ours by the section before two underscores.</summary>
    private static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
        || name.Equals("URLS", StringComparison.OrdinalIgnoreCase)
        || name.IndexOf("__", StringComparison.Ordinal) > 0;
}
