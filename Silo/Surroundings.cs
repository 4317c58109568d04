namespace Academy.Silo;

/// <summary>Where and as what a process of this checkout runs, however it was started.</summary>
public static class Surroundings
{
    /// <summary>
    /// Set by the launch profile of <c>dotnet run</c>; a stated environment goes first, whichever way it is stated.
    /// </summary>
    private const string DefaultEnvironment = "ACADEMY_DEFAULT_ENVIRONMENT";

    /// <summary>
    /// The checkout when run from one, so that it does not matter in which folder the command was typed.
    /// </summary>
    public static string ContentRoot => AncestorWith("Academy.sln") ?? Directory.GetCurrentDirectory();

    /// <summary>Null: none is stated.</summary>
    public static string? EnvironmentName =>
        Stated("ASPNETCORE_ENVIRONMENT") ?? Stated("DOTNET_ENVIRONMENT") ?? Stated(DefaultEnvironment);

    /// <summary>The nearest folder above the binaries that has such a file.</summary>
    public static string? AncestorWith(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file)))
                return folder.FullName;
        }
        return null;
    }

    private static string? Stated(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
