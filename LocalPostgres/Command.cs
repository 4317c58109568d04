using System.ComponentModel;
using System.Diagnostics;

namespace Academy.LocalPostgres;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/sbin", "/usr/bin", "/sbin", "/bin"])
            .SelectMany(folder =>
                OperatingSystem.IsWindows()
                    ? (string[])[Path.Combine(folder, program + ".exe"), Path.Combine(folder, program + ".cmd")]
                    : [Path.Combine(folder, program)]
            )
            .FirstOrDefault(File.Exists);

    public static async Task<CommandResult> RunAsync(
        string program,
        string[] arguments,
        string directory,
        CancellationToken cancellationToken
    )
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments)
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
                Environment = { ["LC_ALL"] = "C", ["LANG"] = "C" },
            },
        };
        // PG… variables of this process would send the tools to another server.
        foreach (
            var name in process
                .StartInfo.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal))
                .ToArray()
        )
            process.StartInfo.Environment.Remove(name);
        try
        {
            process.Start();
        }
        catch (Win32Exception refusal)
        {
            // A dangling link, another architecture, no right to run it.
            return new(127, refusal.Message);
        }
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Ok => ExitCode == 0;

    public string LastLine =>
        Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is [.., var last]
            ? last
            : $"exit code {ExitCode}";
}
