namespace Academy.Api.Composition;

/// <summary><c>dotnet run --project Api -- doctor</c> and its siblings.</summary>
internal static class SubCommands
{
    /// <summary>
    /// The exit code of the command that was asked for; null when none was, and the server is to run.
    /// </summary>
    public static async Task<int?> RunAsync(string[] args)
    {
        if (args is not [var name, ..] || name.StartsWith('-'))
            return null;
        if (Hosting.Commands.Contains(name))
            return await StartErrors.RunAsync(name, () => Hosting.RunCommandAsync(name, args[1..]));
        await Console.Error.WriteLineAsync(
            $"There is no command '{name}'. There are: {string.Join(", ", Hosting.Commands)}."
        );
        return 2;
    }
}
