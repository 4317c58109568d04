using System.Diagnostics;
using System.Net;
using Academy.Processes.Servers;

namespace Academy.Clusters.Fleets;

/// <summary>
/// Machines made of network and process namespaces: whoever is in one sees neither the others' processes nor their
/// loopback, so nobody can know that a silo is gone but by its silence. The test and PostgreSQL's door are the machine
/// in the middle.
/// </summary>
internal sealed class Machines : IAsyncDisposable
{
    private static int made;

    private readonly string name;
    private readonly int network;
    private readonly List<string> all = [];

    private Machines()
    {
        var number = Interlocked.Increment(ref made);
        (name, network) = (
            $"ac{Environment.ProcessId % 10_000}{(char)('a' + number % 26)}",
            64 + (Environment.ProcessId + number) % 128
        );
    }

    /// <summary>The middle, as the machines reach it.</summary>
    public IPAddress Middle => AddressOf(1);

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Hindrance()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            return "namespaces take Linux and root";
        try
        {
            Run("unshare", "--net", "--pid", "--fork", "--mount-proc", "true");
            Run("ip", "netns", "list");
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"namespaces cannot be made here ({error.Message})";
        }
    }

    public static Machines Make(int count)
    {
        var machines = new Machines();
        try
        {
            Run("ip", "link", "add", machines.name, "type", "bridge");
            Run("ip", "addr", "add", $"{machines.Middle}/24", "dev", machines.name);
            Run("ip", "link", "set", machines.name, "up");
            for (var i = 0; i < count; i++)
                machines.Add($"{machines.name}{i}", machines.AddressOf(i + 2));
            return machines;
        }
        catch
        {
            machines.Remove();
            throw;
        }
    }

    public IPAddress AddressOf(Node silo) => AddressOf(NumberOf(silo) + 2);

    /// <summary>What a program is started by to run on the machine of this silo.</summary>
    public string[] Prefix(Node silo) =>
        [
            "ip",
            "netns",
            "exec",
            $"{name}{NumberOf(silo)}",
            "unshare",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
        ];

    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    private static int NumberOf(Node silo) =>
        int.Parse(silo.Name.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) - 1;

    private IPAddress AddressOf(int host) => IPAddress.Parse($"10.213.{network}.{host}");

    private void Add(string machine, IPAddress address)
    {
        all.Add(machine);
        Run("ip", "netns", "add", machine);
        Run("ip", "link", "add", machine, "type", "veth", "peer", "name", "eth0", "netns", machine);
        Run("ip", "link", "set", machine, "master", name, "up");
        Run("ip", "-n", machine, "addr", "add", $"{address}/24", "dev", "eth0");
        Run("ip", "-n", machine, "link", "set", "eth0", "up");
        Run("ip", "-n", machine, "link", "set", "lo", "up");
    }

    private void Remove()
    {
        foreach (var machine in all)
            TryRun("ip", "netns", "delete", machine);
        TryRun("ip", "link", "delete", name);
    }

    private static void TryRun(params string[] command)
    {
        try
        {
            Run(command);
        }
        catch (InvalidOperationException)
        {
            // It was never made.
        }
    }

    private static void Run(params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)}: {said.Trim()}");
    }
}
