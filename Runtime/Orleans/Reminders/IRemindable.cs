using Orleans.Runtime;

namespace Orleans
{
    /// <summary>What a grain implements to be reminded.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>A tick of one of this grain's reminders; it wakes the grain. If it fails, it comes again later.</summary>
        Task ReceiveReminder(string reminderName, TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A reminder: a timer that outlives activations and processes.</summary>
    public interface IGrainReminder
    {
        /// <summary>The reminder's name, one of its grain's.</summary>
        string ReminderName { get; }
    }

    /// <summary>Which tick this is. Ticks that were missed are not made up for: how many there were follows from the
    /// times.</summary>
    [GenerateSerializer, Immutable]
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        /// <summary>When the first tick was due, in UTC.</summary>
        [Id(0)]
        public DateTime FirstTickTime { get; } = firstTickTime;

        /// <summary>How long from tick to tick.</summary>
        [Id(1)]
        public TimeSpan Period { get; } = period;

        /// <summary>When this tick was sent, in UTC.</summary>
        [Id(2)]
        public DateTime CurrentTickTime { get; } = timeStamp;

        /// <inheritdoc/>
        public override string ToString() => $"<{FirstTickTime}, {Period}, {CurrentTickTime}>";
    }

    /// <summary>A reminder could not be changed.</summary>
    [GenerateSerializer]
    public sealed class ReminderException(string message) : OrleansException(message);
}
