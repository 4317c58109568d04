namespace Academy.Api.Composition;

/// <summary>Where things are on disk, however the program was started.</summary>
internal static class Places
{
    private static readonly string Binaries = AppContext.BaseDirectory;

    /// <summary>
    /// The built web client: beside the binaries when published, in the project's folder in a checkout.
    /// </summary>
    public static string WebRoot =>
        Path.Combine(Binaries, "wwwroot") is var published && Directory.Exists(published)
            ? published
            : Path.Combine(Hosting.AncestorWith("Api.csproj") ?? Binaries, "wwwroot");
}
