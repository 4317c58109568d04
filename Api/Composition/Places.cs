namespace Academy.Api.Composition;

/// <summary>Where things are on disk, however the program was started.</summary>
internal static class Places
{
    private static readonly string Binaries = AppContext.BaseDirectory;

    /// <summary>
    /// The checkout when run from one, so that it does not matter in which folder the command was typed.
    /// </summary>
    public static string ContentRoot => AncestorWith("Academy.sln") ?? Directory.GetCurrentDirectory();

    /// <summary>
    /// The built web client: beside the binaries when published, in the project's folder in a checkout.
    /// </summary>
    public static string WebRoot =>
        Path.Combine(Binaries, "wwwroot") is var published && Directory.Exists(published)
            ? published
            : Path.Combine(AncestorWith("Api.csproj") ?? Binaries, "wwwroot");

    private static string? AncestorWith(string file)
    {
        for (var folder = new DirectoryInfo(Binaries); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file)))
                return folder.FullName;
        }
        return null;
    }
}
