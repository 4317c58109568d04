using Orleans.Placement;

namespace Orleans.Concurrency
{
    /// <summary>Requests of this grain may interleave: the next may start while another awaits.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ReentrantAttribute : Attribute;

    /// <summary>This method may start while any other request of the grain awaits.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class AlwaysInterleaveAttribute : Attribute;

    /// <summary>This method changes nothing and may interleave with others that change nothing.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReadOnlyAttribute : Attribute;

    /// <summary>The caller does not wait for this method and does not learn how it ended.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class OneWayAttribute : Attribute;

    /// <summary>Grains of this class keep nothing between requests: each process that calls one has activations of its own,
    /// several of the same grain if several requests come at a time.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class StatelessWorkerAttribute : PlacementAttribute
    {
        /// <summary>As many activations as the machine has processors.</summary>
        public StatelessWorkerAttribute() : this(-1) { }

        /// <param name="maxLocalWorkers">The most activations of one grain in a process; not above 0: as many as the machine
        /// has processors.</param>
        public StatelessWorkerAttribute(int maxLocalWorkers) =>
            MaxLocalWorkers = maxLocalWorkers > 0 ? maxLocalWorkers : Environment.ProcessorCount;

        internal int MaxLocalWorkers { get; }
    }
}

namespace Orleans.Placement
{
    /// <summary>Says where grains of a class are activated.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public abstract class PlacementAttribute : Attribute
    {
        private protected PlacementAttribute() { }
    }
}

namespace Orleans
{
    /// <summary>How long a caller of this method waits, in place of the runtime's default.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ResponseTimeoutAttribute : Attribute
    {
        /// <param name="timeout">A <see cref="TimeSpan"/>, such as <c>00:00:05</c>.</param>
        public ResponseTimeoutAttribute(string timeout) => Timeout = TimeSpan.Parse(timeout);

        /// <summary>How long a caller waits.</summary>
        public TimeSpan? Timeout { get; init; }
    }
}
