using System.Net;
using System.Text.RegularExpressions;
using Academy.Processes.Servers;

namespace Academy.Clusters.Fleets;

/// <summary>
/// The place of one process of the cluster: its name, and the doors before it. Processes come and go there; each is a
/// life.
/// </summary>
internal sealed partial class Node(string name, bool isSilo, Fleet fleet) : IAsyncDisposable
{
    /// <summary>The exit code of a process that others took over from: it is to be started again.</summary>
    private const int Replaced = 3;

    private readonly Passage beforeDatabase = new(isSilo ? fleet.Machines?.Middle : null)
    {
        Target = fleet.Database.Socket,
    };
    private Passage beforeCluster = new();
    private Passage beforeGateway = new();
    private readonly List<string> errors = [];
    private int lives;
    private int taken;

    public string Name => name;

    public bool IsSilo => isSilo;

    public AcademyProcess Process { get; private set; } = null!;

    public bool IsUp => Process is { HasExited: false };

    /// <summary>As its fence and the table of members name its present life; empty for a client.</summary>
    public string Member { get; private set; } = "";

    /// <summary>As it signs what it writes.</summary>
    public string Life => $"{name}/{lives}";

    /// <summary>Where clients reach it; while it is away, where they reached it.</summary>
    public Uri Address => Process.Address;

    /// <summary>A life may end by itself after this: it was frozen, or cut off.</summary>
    public bool MayEnd { get; set; }

    public async Task StartAsync()
    {
        await RetireAsync();
        lives++;
        MayEnd = false;
        var middle = isSilo && fleet.Machines is not null ? fleet.Machines.Middle : IPAddress.Loopback;
        var database =
            $"{fleet.Database.Through(beforeDatabase.Port, middle.ToString())};Options=-c academy.life={Life}";
        string[] common = [$"--Cluster:Name={name}", "--Cluster:Tls:Off=true", .. fleet.Settings];
        if (!isSilo)
        {
            Process = await AcademyProcess.StartAsync(
                "Academy.Api.dll",
                name,
                ServerLog.ListensForHttp(),
                database,
                ["--urls=http://127.0.0.1:0", "--Cluster:Mode=Client", .. common]
            );
            return;
        }
        if (fleet.Machines is { } machines)
        {
            Process = await AcademyProcess.StartAsync(
                machines.Prefix(this),
                "Academy.Silo.dll",
                name,
                Joined(),
                database,
                [
                    $"--Cluster:Host={machines.AddressOf(this)}",
                    "--Cluster:Port=11111",
                    "--Cluster:Listen=0.0.0.0:11111",
                    "--Cluster:GatewayPort=30000",
                    "--Cluster:GatewayListen=0.0.0.0:30000",
                    .. common,
                ]
            );
            Member = await MemberAsync();
            return;
        }
        var (port, gateway) = (FreePorts.Next(), FreePorts.Next());
        (beforeCluster.Target, beforeGateway.Target) = (
            new IPEndPoint(IPAddress.Loopback, port),
            new IPEndPoint(IPAddress.Loopback, gateway)
        );
        Process = await AcademyProcess.StartAsync(
            "Academy.Silo.dll",
            name,
            Joined(),
            database,
            [
                "--Cluster:Host=127.0.0.1",
                $"--Cluster:Port={beforeCluster.Port}",
                $"--Cluster:Listen=127.0.0.1:{port}",
                $"--Cluster:GatewayPort={beforeGateway.Port}",
                $"--Cluster:GatewayListen=127.0.0.1:{gateway}",
                .. common,
            ]
        );
        Member = await MemberAsync();
    }

    private async Task<string> MemberAsync() =>
        (string)
            (
                await fleet.Database.RowsAsync(
                    "select silo from orleansmembershiptable where siloname = $1 order by generation desc limit 1",
                    name
                )
            )[0][0];

    /// <summary>The next life is reached elsewhere, as on another machine.</summary>
    public async Task MoveAsync()
    {
        await beforeCluster.DisposeAsync();
        await beforeGateway.DisposeAsync();
        (beforeCluster, beforeGateway) = (new(), new());
    }

    public async Task KillAsync()
    {
        Close();
        await Process.Kill();
    }

    public void Freeze() => Process.Freeze();

    public void Thaw() => Process.Thaw();

    /// <summary>SIGTERM, and an orderly end.</summary>
    public async Task StopAsync()
    {
        Assert.Equal(0, await Process.Stop());
        Close();
    }

    /// <summary>It was taken over from, and is to learn of it, and to say so to its supervisor.</summary>
    public async Task EndsReplacedAsync()
    {
        await Process.Ended();
        Assert.Equal(Replaced, Process.ExitCode);
    }

    /// <summary>Cuts it off from PostgreSQL.</summary>
    public void CutDatabase(Cut cut) => beforeDatabase.Set(_ => cut);

    /// <summary>Cuts what this process and others say to each other, whoever called whom.</summary>
    public void CutCluster(Cut cut)
    {
        var process = Process.Id;
        foreach (var other in fleet.Silos)
        {
            foreach (var passage in (Passage[])[other.beforeCluster, other.beforeGateway])
                passage.Set(other == this ? _ => cut : port => Sockets.Has(process, port) ? cut : Cut.None);
        }
    }

    public void Mend()
    {
        beforeDatabase.Mend();
        foreach (var silo in fleet.Silos)
        {
            silo.beforeCluster.Mend();
            silo.beforeGateway.Mend();
        }
    }

    /// <summary>What its processes complained of since it was last asked.</summary>
    public IEnumerable<string> TakeErrors()
    {
        string[] all = [.. errors, .. Process?.Errors.Skip(taken) ?? []];
        taken = Process?.Errors.Count ?? 0;
        errors.Clear();
        return all.Select(line => $"{name}: {line}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Process is not null)
            await Process.DisposeAsync();
        await beforeCluster.DisposeAsync();
        await beforeGateway.DisposeAsync();
        await beforeDatabase.DisposeAsync();
    }

    private async Task RetireAsync()
    {
        if (Process is null)
            return;
        errors.AddRange(Process.Errors.Skip(taken));
        taken = 0;
        Close();
        await Process.DisposeAsync();
    }

    /// <summary>Nobody is there any more.</summary>
    private void Close() => beforeCluster.Target = beforeGateway.Target = null;

    [GeneratedRegex(@"is a member as .* it listens on ([0-9.:]+)")]
    private static partial Regex Joined();
}
