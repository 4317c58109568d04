namespace Academy.Api.Composition;

/// <summary><c>dotnet run --project Api -- doctor</c> and its siblings.</summary>
internal static class SubCommands
{
    private static readonly string[] Known = ["doctor", "migrate", "rebuild-projections"];
    private static readonly string[] Later = ["backup", "restore"];

    /// <summary>
    /// The exit code of the command that was asked for; null when none was, and the server is to run.
    /// </summary>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args is not [var name, ..] || name.StartsWith('-'))
            return null;
        if (Known.Contains(name))
            return await Hosting.RunCommandAsync(name, args[1..]);
        await Console.Error.WriteLineAsync(Later.Contains(name)
            ? $"'{name}' is not built yet; use pg_dump and pg_restore on the academy database."
            : $"There is no command '{name}'. There are: {string.Join(", ", Known)}.");
        return 2;
    }
}
