using System.Globalization;
using System.Runtime.InteropServices;

namespace Academy.LocalPostgres;

/// <summary>A directory with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> of one major version.</summary>
internal sealed record PostgresBinaries(string Directory, int Major)
{
    public const int OldestMajor = 15;

    private static readonly string[] Tools = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => Tool("initdb");

    public string PgCtl => Tool("pg_ctl");

    /// <summary>Those on this machine, newest first.</summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> OnMachineAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in Places().Distinct().Where(IsComplete))
        {
            if (await MajorOfAsync(directory, cancellationToken) is >= OldestMajor and var major)
                found.Add(new(directory, major));
        }
        return [.. found.OrderByDescending(binaries => binaries.Major)];
    }

    public static async Task<int?> MajorOfAsync(string directory, CancellationToken cancellationToken)
    {
        // "postgres (PostgreSQL) 15.14 (Debian …)"
        var result = await Command.RunAsync(
            Path.Combine(directory, Executable("postgres")),
            ["--version"],
            directory,
            cancellationToken
        );
        var version = result.Output.Split(' ') is [_, _, var text, ..] ? text : "";
        return result.Ok && int.TryParse(version.Split('.', 'r', 'b', 'd')[0], NumberStyles.None, null, out var major)
            ? major
            : null;
    }

    private static bool IsComplete(string directory) =>
        Tools.All(tool => File.Exists(Path.Combine(directory, Executable(tool))));

    private static IEnumerable<string> Places()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (folder.Length > 0)
                yield return folder;
        }
        string[] patterns = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL")]
            :
            [
                "/usr/lib/postgresql",
                "/usr/local/opt",
                "/opt/homebrew/opt",
                "/Applications/Postgres.app/Contents/Versions",
            ];
        foreach (var parent in patterns.Where(System.IO.Directory.Exists))
        {
            foreach (var version in System.IO.Directory.EnumerateDirectories(parent))
                yield return Path.Combine(version, "bin");
        }
        foreach (
            var version in System.IO.Directory.Exists("/usr")
                ? System.IO.Directory.EnumerateDirectories("/usr", "pgsql-*")
                : []
        )
            yield return Path.Combine(version, "bin");
    }

    private string Tool(string name) => Path.Combine(Directory, Executable(name));

    private static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;
}
