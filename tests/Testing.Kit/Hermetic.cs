using System.Globalization;
using System.Runtime.CompilerServices;

namespace Academy.Testing;

/// <summary>
/// Surroundings that are the same everywhere: settings of whoever runs the tests do not reach the servers under test,
/// in this process or in those it starts, and the language is one in which mistakes show.
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

    /// <summary>
    /// Turkish, for all tests: its letter i, its decimal comma and its dates are the first that go wrong where
    /// something depends on the culture of the process.
    /// </summary>
    [ModuleInitializer]
    internal static void SpeakTurkish()
    {
        var turkish = CultureInfo.GetCultureInfo("tr-TR");
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = turkish;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = turkish;
        // For the processes that tests start: the C library does not know it everywhere, .NET does.
        Environment.SetEnvironmentVariable("LANG", "tr_TR.UTF-8");
        Environment.SetEnvironmentVariable("LC_ALL", null);
    }

    /// <summary>As the hosts of .NET read them: theirs by prefix, ours by the section before two underscores.</summary>
    private static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase)
        || name.Equals("URLS", StringComparison.OrdinalIgnoreCase)
        || name.IndexOf("__", StringComparison.Ordinal) > 0;
}
