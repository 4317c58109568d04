using System.Reflection;

namespace Academy.Web.Tests;

/// <summary>Where the build put what the tests drive.</summary>
internal static class Built
{
    public static string Web => Place(nameof(Web));

    public static string Browser => Place(nameof(Browser));

    public static string Api => Place(nameof(Api));

    private static string Place(string name) =>
        Path.GetFullPath(
            typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == name).Value!
        );
}
