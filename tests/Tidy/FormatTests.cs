using System.Diagnostics;

namespace Academy.Tidy;

/// <summary>Nobody lays out lines by hand: CSharpier does, and <c>dotnet format</c> agrees with it.</summary>
public sealed class FormatTests
{
    [Fact]
    public async Task Every_file_is_as_csharpier_writes_it()
    {
        await Run("tool restore", "The formatter of .config/dotnet-tools.json cannot be restored");
        await Run("csharpier check .", "Run `dotnet csharpier format .`");
    }

    [Fact]
    public Task Every_file_has_the_white_space_of_the_editor_config() =>
        Run("format whitespace --verify-no-changes --no-restore Academy.sln", "Run `dotnet format whitespace`");

    private static async Task Run(string command, string fix)
    {
        var start = new ProcessStartInfo("dotnet", command)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{fix}:\n{said}{await errors}");
    }
}
