using System.Diagnostics.Metrics;
using Academy.Accounts;
using Academy.Grains.Accounts;
using Academy.Grains.Gamification;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Leasing;
using Academy.Silo.Clustering;
using Academy.Simulation.Tests.Database;
using Academy.Simulation.Tests.Silos;
using Academy.Simulation.Tests.Worlds;
using Academy.Streams;
using Academy.Streams.Journaling;
using Academy.Streams.Receiving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Streams;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>
/// A process: the grains on their streams, the journal's writer, the lease, the fencing and the watches as a silo
/// composes them, on a machine of the world. What is not real: the database, and the engine that activates grains and
/// carries calls.
/// </summary>
internal sealed class Node
{
    private static readonly GrainType Watcher = GrainType.Create("watcher");

    private readonly Machine machine;
    private readonly ServiceProvider services;
    private readonly NodeWorld world;
    private readonly TaskCompletionSource gone = new();
    private readonly Dictionary<GrainId, Activation> activations = [];
    private readonly List<IGrainObserver> observers = [];
    private readonly TimeSpan stopping;
    private bool isLeaving;

    private Node(Machine machine, NodeWorld world, ModelSilo? silo)
    {
        (this.machine, this.world, Silo) = (machine, world, silo);
        stopping = world.Chance.Milliseconds(10, 2_000);
        Grains = new GrainReferences(this);
        services = NodeServices.Compose(this, world).BuildServiceProvider();
    }

    public string Name => machine.Name;

    /// <summary>Its place in a cluster; null where there is none.</summary>
    public ModelSilo? Silo { get; }

    public Machine Machine => machine;

    public GrainReferences Grains { get; }

    public StreamOwners Owners => services.GetRequiredService<StreamOwners>();

    public IStreamProvider Streams => services.GetRequiredKeyedService<IStreamProvider>(JournalStream.Provider);

    public PostgresJournal Journal => services.GetRequiredService<PostgresJournal>();

    /// <summary>Where it once heard that grains live.</summary>
    public Dictionary<GrainId, Node> Remembered { get; } = [];

    public IReadOnlyCollection<Activation> Activations => activations.Values;

    /// <summary>Nothing that owners push arrives here.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>It has joined, and takes requests.</summary>
    public bool Serves { get; private set; }

    /// <summary>It died.</summary>
    public Task Gone => gone.Task;

    public bool IsGone => gone.Task.IsCompleted;

    private ModelMembership Membership => services.GetRequiredService<ModelMembership>();

    /// <summary>Starts a process; it serves when this returns, and whom it replaces is fenced out.</summary>
    public static async Task<Node> StartAsync(Machine machine, NodeWorld world, ModelSilo? silo, Action<Node> made)
    {
        var node = new Node(machine, world, silo);
        made(node);
        try
        {
            await machine.Run(node.StartAsync);
            return node;
        }
        catch
        {
            node.Die();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public void Die()
    {
        if (IsGone)
            return;
        machine.Die();
        gone.SetResult();
        // Meters live in a list of the process until they are disposed of.
        (services.GetRequiredService<IMeterFactory>() as IDisposable)?.Dispose();
    }

    /// <summary>Whether it takes the other for a member.</summary>
    public bool Believes(Node other) =>
        other == this || (other.Silo is { } silo && Membership.IsActive(silo.SiloAddress));

    public bool TakesForDead(Node other) => other != this && Membership.IsDead(other.Silo!.SiloAddress);

    /// <summary>All whom it may place a grain on.</summary>
    public IReadOnlyList<Node> Believed()
    {
        Node[] others = [.. world.Nodes().Where(other => other != this && Believes(other))];
        return isLeaving && others.Length > 0 ? others : [this, .. others];
    }

    public bool Holds(GrainId id) => activations.TryGetValue(id, out var activation) && !activation.IsEnding;

    public void End(GrainId id)
    {
        if (activations.TryGetValue(id, out var activation))
            activation.Deactivate("It lives elsewhere, too.");
    }

    public bool Sees(ClusterMembershipSnapshot snapshot) => Membership.CurrentSnapshot.Version == snapshot.Version;

    public GrainId Observe(IGrainObserver observer)
    {
        observers.Add(observer);
        return GrainId.Create(Watcher, $"{machine.Number}/{observers.Count - 1}");
    }

    public void Forget(Activation activation)
    {
        if (activations.GetValueOrDefault(activation.Id) == activation)
            activations.Remove(activation.Id);
        world.Directory.Forget(activation.Id, this);
    }

    /// <summary>The engine only logs it.</summary>
    public void TimerFailed(Exception failure)
    {
        if (
            failure
            is not (
                JournalUnavailableException
                or JournalFencedException
                or JournalOverloadedException
                or Npgsql.NpgsqlException
                or OrleansException
                or TimeoutException
            )
        )
        {
            world.Unexpected(failure);
        }
    }

    /// <summary>A request of this node, wherever its grain lives.</summary>
    public async Task<Response> SendAsync(GrainId id, IInvokable request, InvokeMethodOptions options)
    {
        if (id.Type == Watcher)
        {
            Push(id, request);
            return Response.Completed;
        }
        var to = Silo is null ? this : world.Directory.Find(id, this);
        if (to == this)
            return await machine.Run(() => ReceiveAsync(id, request, options, isForwarded: false));
        Bring(request, to);
        return await world.Network.CallAsync(this, to, () => to.ReceiveAsync(id, request, options, isForwarded: false));
    }

    /// <summary>SIGTERM: ends its activations, gives up its place, its lease and its fence, then goes.</summary>
    public Task LeaveAsync() =>
        machine.Run(async () =>
        {
            isLeaving = true;
            await Membership.WriteAsync(SiloStatus.ShuttingDown);
            while (activations.Values.FirstOrDefault() is { } next)
            {
                foreach (var activation in activations.Values.ToArray())
                    activation.Deactivate("The silo stops.");
                await next.Ended;
            }
            await Membership.WriteAsync(SiloStatus.Dead);
            services.GetRequiredService<Lease>().End(fenced: false);
            await ModelLink.AskAsync(world.Database, machine, Loss.None, async () =>
            {
                await world.Database.RemoveFenceAsync(Journal.Own);
                world.Database.EndLease(Journal.Own);
                return true;
            });
            Die();
        });

    private async Task<Response> ReceiveAsync(
        GrainId id,
        IInvokable request,
        InvokeMethodOptions options,
        bool isForwarded
    )
    {
        while (true)
        {
            if (activations.TryGetValue(id, out var activation))
            {
                if (!activation.IsEnding)
                    return await activation.InvokeAsync(request, options);
                await activation.Ended;
                continue;
            }
            if (Silo is not null && !isForwarded && world.Directory.Find(id, this) is var right && right != this)
            {
                Bring(request, right);
                return await world.Network.CallAsync(this, right, () =>
                    right.ReceiveAsync(id, request, options, isForwarded: true)
                );
            }
            activations[id] = new Activation(this, id, services);
        }
    }

    private void Push(GrainId id, IInvokable request)
    {
        var key = id.Key.ToString()!.Split('/');
        var to = Silo is null ? this : world.Nodes().FirstOrDefault(node => node.machine.Number == int.Parse(key[0]));
        if (to is null || to.IsDeaf)
            return;
        if (to == this)
            machine.Run(Take);
        else
            world.Network.Push(this, to, Take);

        void Take()
        {
            request.SetTarget(new ObserverHolder(to.observers[int.Parse(key[1])]));
            _ = request.Invoke().AsTask();
        }
    }

    /// <summary>References that a request carries are the other node's own, there.</summary>
    private static void Bring(IInvokable request, Node to)
    {
        for (var i = 0; i < request.GetArgumentCount(); i++)
        {
            if (request.GetArgument(i) is GrainReference reference)
                request.SetArgument(i, to.Grains.Refer(reference));
        }
    }

    private async Task StartAsync()
    {
        foreach (var (user, name) in world.People)
            services.GetRequiredService<Names>().Remember(user, name, picture: null);
        var journal = services.GetRequiredService<IOptions<JournalOptions>>().Value;
        var fence = await ModelLink.AskAsync(world.Database, machine, world.Database.Faults.LossOfNext(), () =>
            world.Database.RegisterFenceAsync(journal.Silo, world.IsGone, journal.Lease * Heartbeat.Drift)
        );
        await Journal.StartAsync(fence, CancellationToken.None);
        await services.GetRequiredService<Heartbeat>().StartAsync(Journal.State, CancellationToken.None);
        _ = DieAfterAsync(Journal.Lost, fenced: true);
        if (Silo is not null)
            await JoinAsync();
        _ = services.GetServices<IHostedService>().OfType<WatchRenewal>().Single().RunAsync(CancellationToken.None);
        _ = services.GetRequiredService<MovedStreams>().RunAsync(CancellationToken.None);
        Serves = true;
    }

    private async Task JoinAsync()
    {
        world.Network.Add(Silo!.SiloAddress, this);
        Membership.OnGone(() => _ = TakeOverAsync());
        await Membership.Refresh();
        Membership.Begin();
        services.GetRequiredService<LeaseWatch>().Participate(new ModelLifecycle());
        await Membership.WriteAsync(SiloStatus.Joining);
        await Membership.WriteAsync(SiloStatus.Active);
        _ = DieAfterAsync(Membership.Died, fenced: false);
    }

    /// <summary>
    /// A silo has gone: its streams are watched where they are now, owners look whether it wrote to theirs, and what it
    /// did not bring to the boards is found by them. As <c>GoneSilos</c> does it.
    /// </summary>
    private async Task TakeOverAsync()
    {
        services.GetRequiredService<MovedStreams>().MayHaveMoved();
        await services.GetRequiredService<IFencing>().AreFencedAsync();
        services.GetRequiredService<StaleOwners>().Doubt();
        services.GetRequiredService<LeaderboardFeeder>().Doubt();
    }

    private async Task DieAfterAsync(Task sentence, bool fenced)
    {
        await sentence;
        if (fenced)
            services.GetRequiredService<Lease>().End(fenced: true);
        if (isLeaving)
            return;
        await Task.Delay(stopping, machine.Clock);
        Die();
    }

    private sealed class ObserverHolder(IGrainObserver observer) : ITargetHolder
    {
        public object GetTarget() => observer;

        public object GetComponent(Type componentType) => observer;
    }

    /// <summary>Begins whatever takes part in it, at once.</summary>
    private sealed class ModelLifecycle : ISiloLifecycle
    {
        public int HighestCompletedStage => ServiceLifecycleStage.Active;

        public int LowestStoppedStage => int.MaxValue;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            _ = observer.OnStart(CancellationToken.None);
            return new MemoryStream();
        }
    }
}
