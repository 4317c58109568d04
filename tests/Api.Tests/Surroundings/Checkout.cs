namespace Academy.Api.Tests.Surroundings;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Academy.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests run outside a checkout.");
    }
}
