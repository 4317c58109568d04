using System.Diagnostics;

namespace Academy.Tidy;

/// <summary>The files of this repository, as git has them (new ones included, ignored ones not).</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    private static readonly Lazy<string[]> Tracked = new(ListFiles);

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        Tracked.Value.Where(path =>
            endings.Length == 0 || endings.Any(e => path.EndsWith(e, StringComparison.Ordinal))
        );

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static bool Exists(string path) =>
        File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Academy.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    private static string[] ListFiles()
    {
        var git = new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(git)!;
        var files = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 && files.Length > 0, "git ls-files found nothing.");
        return [.. files.Where(f => File.Exists(Path.Combine(Root, f)))];
    }
}
