namespace Academy.Load;

/// <summary>What is asked of the driver on its command line.</summary>
internal sealed record LoadOptions
{
    public const string HeldSockets = "sockets",
        Storm = "storm",
        Rolling = "rolling",
        Recovery = "recovery",
        Chat = "chat",
        ChatActivation = "chat-activation";

    public static readonly IReadOnlyList<string> Workloads =
    [
        "mark-completed",
        "leaderboard",
        HeldSockets,
        Storm,
        Rolling,
        Recovery,
        Chat,
        ChatActivation,
    ];

    public string Workload { get; private set; } = Workloads[0];

    public int Seconds { get; private set; } = 15;

    public int WarmUpSeconds { get; private set; } = 5;

    public int Clients { get; private set; } = 64;

    public int Learners { get; private set; } = 2_000;

    public int Modules { get; private set; } = 150;

    /// <summary>How many learners have a socket on their own stream.</summary>
    public int Sockets { get; private set; } = 2_000;

    /// <summary>Processes that host grains and nothing else; none: the one Api hosts them.</summary>
    public int Silos { get; private set; }

    /// <summary>Processes of the Api.</summary>
    public int Nodes { get; private set; } = 1;

    /// <summary>How often a silo is killed.</summary>
    public int Rounds { get; private set; } = 3;

    /// <summary>Chat rooms, among which the sockets are spread.</summary>
    public int Rooms { get; private set; } = 20;

    /// <summary>Messages per second to begin with, in all rooms together.</summary>
    public int Rate { get; private set; } = 1_000;

    /// <summary>What is added to the rate, step after step, until deliveries are too late; 0: one step.</summary>
    public int RateStep { get; private set; } = 500;

    /// <summary>What is written in a room before it is to answer again.</summary>
    public int Messages { get; private set; } = 1_000_000;

    /// <summary>A server that runs already; else one is started.</summary>
    public Uri? Server { get; private set; }

    public int? ServerPid { get; private set; }

    public int? PostgresPid { get; private set; }

    /// <summary>The server's binary, when it is to be started; else the Release build of this checkout.</summary>
    public string? Binary { get; private set; }

    /// <summary>Leaves server and data where they are at the end.</summary>
    public bool Keep { get; private set; }

    public static LoadOptions Parse(string[] args)
    {
        var options = new LoadOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (i == 0 && Workloads.Contains(name))
            {
                options.Workload = name;
                if (name == "leaderboard")
                    (options.Learners, options.Modules, options.Sockets) = (100_000, 4, 0);
                else if (name is HeldSockets or Storm)
                    (options.Learners, options.Modules, options.Sockets, options.Clients) = (10_000, 40, 10_000, 16);
                else if (name == Rolling)
                    (
                        options.Learners,
                        options.Modules,
                        options.Sockets,
                        options.Clients,
                        options.Silos,
                        options.Nodes
                    ) = (5_000, 40, 5_000, 16, 2, 2);
                else if (name == Recovery)
                    (options.Learners, options.Modules, options.Sockets, options.Silos, options.Nodes) = (
                        500,
                        20,
                        0,
                        3,
                        2
                    );
                else if (name == ChatActivation)
                    (options.Learners, options.Modules, options.Sockets) = (400, 1, 400);
                else if (name == Chat)
                    (options.Learners, options.Modules, options.Sockets) = (1_000, 1, 1_000);
                continue;
            }
            if (name == "--keep")
            {
                options.Keep = true;
                continue;
            }
            var value = ++i < args.Length ? args[i] : throw new FormatException($"{name} wants a value.");
            switch (name)
            {
                case "--seconds":
                    options.Seconds = int.Parse(value);
                    break;
                case "--warm-up":
                    options.WarmUpSeconds = int.Parse(value);
                    break;
                case "--clients":
                    options.Clients = int.Parse(value);
                    break;
                case "--learners":
                    options.Learners = int.Parse(value);
                    break;
                case "--modules":
                    options.Modules = int.Parse(value);
                    break;
                case "--sockets":
                    options.Sockets = int.Parse(value);
                    break;
                case "--silos":
                    options.Silos = int.Parse(value);
                    break;
                case "--nodes":
                    options.Nodes = int.Parse(value);
                    break;
                case "--rounds":
                    options.Rounds = int.Parse(value);
                    break;
                case "--rooms":
                    options.Rooms = int.Parse(value);
                    break;
                case "--messages":
                    options.Messages = int.Parse(value);
                    break;
                case "--rate":
                    options.Rate = int.Parse(value);
                    break;
                case "--rate-step":
                    options.RateStep = int.Parse(value);
                    break;
                case "--server":
                    options.Server = new Uri(value);
                    break;
                case "--server-pid":
                    options.ServerPid = int.Parse(value);
                    break;
                case "--postgres-pid":
                    options.PostgresPid = int.Parse(value);
                    break;
                case "--binary":
                    options.Binary = Path.GetFullPath(value);
                    break;
                default:
                    throw new FormatException($"There is no option {name}.");
            }
        }
        if (options.Server is { IsLoopback: false })
            throw new FormatException("The driver loads this machine only: --server must be a loopback address.");
        if (options.Server is not null && (options.ServerPid is null || options.PostgresPid is null))
            throw new FormatException("--server wants --server-pid and --postgres-pid, or no CPU time can be told.");
        if (
            options.Seconds is < 1 or > 120
            || options.WarmUpSeconds is < 0 or > 60
            || options.Clients is < 1 or > 1_000
        )
            throw new FormatException("--seconds 1–120, --warm-up 0–60, --clients 1–1000.");
        if (options.Silos is < 0 or > 8 || options.Nodes is < 1 or > 8 || options.Rounds is < 1 or > 20)
            throw new FormatException("--silos 0–8, --nodes 1–8, --rounds 1–20.");
        if (
            options.Rooms < 1
            || options.Rooms > options.Sockets && options.Workload == Chat
            || options.Rate is < 1 or > 50_000
            || options.RateStep is < 0 or > 10_000
        )
            throw new FormatException("--rooms 1 to --sockets, --rate 1–50000, --rate-step 0–10000.");
        if (options is { Silos: 0, Nodes: > 1 })
            throw new FormatException("Several nodes of the Api want silos: --silos.");
        if (options.Learners < options.Clients || options.Sockets > options.Learners)
            throw new FormatException("Every client has a learner of its own, and a socket belongs to a learner.");
        return options;
    }
}
