using System.Diagnostics;
using Academy.Testing;

namespace Academy.Journal.Tests;

/// <summary>A file system in memory that is quickly full; only root can mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string directory) => Directory = directory;

    public string Directory { get; }

    private string Elsewhere => Directory + "-elsewhere";

    private string Ballast => Path.Combine(Directory, "ballast");

    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var directory = TestPostgres.NewDirectory();
        System.IO.Directory.CreateDirectory(directory);
        Assert.True(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", directory));
        await UnmountAfterThisProcessAsync(directory);
        return new(directory);
    }

    public void FillUntilLeft(int megabytes)
    {
        using var file = new FileStream(Ballast, FileMode.Create);
        var block = new byte[1024 * 1024];
        while (new DriveInfo(Directory).AvailableFreeSpace > (long)megabytes * block.Length)
        {
            file.Write(block);
            file.Flush();
        }
    }

    /// <summary>Puts a directory of the disk elsewhere, and a link in its place.</summary>
    public async Task MoveAwayAsync(string path)
    {
        Assert.True(await RunAsync("mv", Path.Combine(Directory, path), Elsewhere));
        File.CreateSymbolicLink(Path.Combine(Directory, path), Elsewhere);
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // Lazily: the server that lived here may still be letting go.
        await RunAsync("umount", "--lazy", Directory);
        System.IO.Directory.Delete(Directory);
        if (System.IO.Directory.Exists(Elsewhere))
            System.IO.Directory.Delete(Elsewhere, recursive: true);
    }

    /// <summary>
    /// The test host is killed as often as it ends; who finds nothing mounted any more has nothing to do.
    /// </summary>
    private static async Task UnmountAfterThisProcessAsync(string directory)
    {
        const string script = """
            while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 1; done
            umount --lazy "$2" 2>/dev/null; rm -rf "$2" "$2-elsewhere"
            """;
        Assert.True(
            await RunAsync(
                "/bin/sh",
                "-c",
                "nohup /bin/sh -c \"$0\" sh \"$1\" \"$2\" >/dev/null 2>&1 </dev/null &",
                script,
                $"{Environment.ProcessId}",
                directory
            )
        );
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true }
        )!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    /// <summary>A fact that is skipped, and says so, where nothing can be mounted.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    internal sealed class FactAttribute : Xunit.FactAttribute
    {
        private static readonly Lazy<bool> CanMount = new(() =>
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
                return false;
            var directory = System.IO.Directory.CreateTempSubdirectory("academy-mount").FullName;
            var mounted = RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory)
                .GetAwaiter()
                .GetResult();
            if (mounted)
                RunAsync("umount", directory).GetAwaiter().GetResult();
            System.IO.Directory.Delete(directory);
            return mounted;
        });

        public FactAttribute() => Skip = CanMount.Value ? null : "Only root on Linux can mount a small disk.";
    }
}
