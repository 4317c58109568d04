using System.Buffers;
using Academy.Runtime.Clustering;
using Academy.Runtime.Clustering.Routing;
using Academy.Runtime.Clustering.Transport;
using Academy.Simulation.Tests.Nodes;
using Academy.Simulation.Tests.Worlds;

namespace Academy.Simulation.Tests.Silos;

/// <summary>
/// The network between silos: frames take time and arrive in order, or their connection breaks; a pair may hear nothing of each
/// other for a while. The calls and what becomes of them are real.
/// </summary>
internal sealed class ModelNetwork(World world)
{
    /// <summary>After so long without a sign of life a connection counts as broken.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Machine machine = new(world, 2, "network");
    private readonly Dictionary<(Node, Node), Wire> wires = [];
    private readonly HashSet<Node> cut = [];

    private Chance Chance => world.Chance;

    /// <summary>One frame in so many breaks its connection; 0: none.</summary>
    public int Breaking { get; set; }

    /// <summary>Nobody hears anything of it, nor it of anybody.</summary>
    public void Cut(Node node) => cut.Add(node);

    public void Mend() => cut.Clear();

    /// <summary>Sees to it that every two that know each other are connected, for as long as this goes on.</summary>
    public Task RunAsync(Func<IEnumerable<Node>> living, Func<bool> isOver) => machine.Run(async () =>
    {
        while (!isOver())
        {
            var nodes = living().ToArray();
            foreach (var one in nodes)
            {
                foreach (var other in nodes.Where(other => string.CompareOrdinal(one.Name, other.Name) < 0))
                    SeeTo(one, other);
            }
            await Task.Delay(Look, machine.Clock);
        }
    });

    private void SeeTo(Node one, Node other)
    {
        if (wires.TryGetValue((one, other), out var wire) && !wire.HasEnded)
            wire.Feel();
        else if (one.Knows(other) && other.Knows(one) && !IsSilent(one, other))
            wires[(one, other)] = new Wire(this, one, other);
    }

    private bool IsSilent(Node one, Node other) =>
        cut.Contains(one) || cut.Contains(other) || one.Machine.IsPaused || other.Machine.IsPaused;

    /// <summary>A connection of two.</summary>
    private sealed class Wire
    {
        private readonly ModelNetwork network;
        private readonly End near;
        private readonly End far;
        private TimeSpan silent;

        public Wire(ModelNetwork network, Node one, Node other)
        {
            this.network = network;
            (near, far) = (new End(this, one, other.Address!), new End(this, other, one.Address!));
            (near.Other, far.Other) = (far, near);
            near.Open();
            far.Open();
        }

        public bool HasEnded => near.HasClosed && far.HasClosed;

        public ModelNetwork Network => network;

        /// <summary>Ends it at each side when that side can know.</summary>
        public void Feel()
        {
            silent = network.IsSilent(near.Node, far.Node) ? silent + Look : TimeSpan.Zero;
            foreach (var end in (End[])[near, far])
            {
                if (end.Node.IsGone)
                    end.HasClosed = true;
                else if (silent > SilenceMax || (silent == TimeSpan.Zero && (end.Other.Node.IsGone || end.Other.HasClosed)))
                    end.Close(new IOException("No sign of life."));
            }
        }
    }

    /// <summary>One side of a connection.</summary>
    private sealed class End(Wire wire, Node node, SiloAddress peer) : IPeerConnection
    {
        private readonly Queue<byte[]> arriving = new();
        private PeerSession session = null!;
        private Task opened = Task.CompletedTask;
        private bool carrying;
        private bool closing;

        public Node Node => node;

        public End Other { get; set; } = null!;

        public bool HasClosed { get; set; }

        public SiloAddress Peer => peer;

        public long BytesSent { get; private set; }

        public long BytesReceived { get; private set; }

        public void Open() => opened = node.Machine.Run(() =>
        {
            session = new PeerSession(node.Router, this);
            node.Router.OnConnected(session);
            return Task.CompletedTask;
        });

        public Sent Send(ReadOnlySpan<byte> frame, bool isQuestion)
        {
            if (closing)
                return Sent.Closed;
            BytesSent += frame.Length;
            if (wire.Network.Breaking > 0 && wire.Network.Chance.OneIn(wire.Network.Breaking))
                Abort(new IOException("Connection reset by peer"));
            else
                Other.Arrive(frame.ToArray());
            return Sent.Accepted;
        }

        public void Abort(Exception? failure)
        {
            Close(failure);
            if (!wire.Network.IsSilent(node, Other.Node))
                Other.Close(failure);
        }

        public Task CloseAsync(bool isDone, TimeSpan limit)
        {
            Abort(null);
            return Task.CompletedTask;
        }

        public void Close(Exception? failure)
        {
            if (closing)
                return;
            closing = true;
            _ = wire.Network.machine.Run(async () =>
            {
                await Task.Delay(wire.Network.Chance.Milliseconds(0, 3), wire.Network.machine.Clock);
                await opened;
                await node.Machine.Run(() =>
                {
                    session.OnClosed(this, failure);
                    return Task.CompletedTask;
                });
                HasClosed = true;
            });
        }

        private void Arrive(byte[] frame)
        {
            arriving.Enqueue(frame);
            if (carrying)
                return;
            carrying = true;
            _ = wire.Network.machine.Run(CarryAsync);
        }

        private async Task CarryAsync()
        {
            await opened;
            while (arriving.TryDequeue(out var frame))
            {
                await Task.Delay(wire.Network.Chance.Milliseconds(0, 1), wire.Network.machine.Clock);
                while (wire.Network.IsSilent(node, Other.Node) && !closing)
                    await Task.Delay(Look, wire.Network.machine.Clock);
                if (closing)
                    return;
                BytesReceived += frame.Length;
                // In order: the next one when this one is taken.
                await node.Machine.Run(() =>
                {
                    Take(frame);
                    return Task.CompletedTask;
                });
            }
            carrying = false;
        }

        private void Take(byte[] frame)
        {
            var buffer = new ReadOnlySequence<byte>(frame);
            if (!closing && Frame.TryRead(ref buffer, int.MaxValue, out var kind, out var body))
                session.OnFrame(this, kind, body);
        }
    }
}
