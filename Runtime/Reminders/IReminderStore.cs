using Orleans.Runtime;

namespace Academy.Runtime.Reminders;

/// <summary>
/// Where reminders are kept, for all processes together. What is due, and how long a claim holds, is by the store's own
/// clock, so that processes need not agree on the time.
/// </summary>
public interface IReminderStore
{
    /// <summary>Sets a reminder in place of the one there may be; a tick of that one that is under way ends nothing of
    /// this one.</summary>
    Task<StoredReminder> SetAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period);

    /// <summary>Ends this version of a reminder.</summary>
    /// <returns>False when there is another version; true also when there is none.</returns>
    Task<bool> RemoveAsync(GrainId grain, StoredReminder reminder);

    /// <summary>The reminders of a grain; of this name, unless it is null.</summary>
    Task<IReadOnlyList<StoredReminder>> FindAsync(GrainId grain, string? name);

    /// <summary>Takes ticks that are due, so that nobody else does for a while.</summary>
    Task<IReadOnlyList<DueReminder>> ClaimAsync(int max, TimeSpan claimFor);

    /// <summary>The tick was received: the next one is the first of the schedule that is still ahead. Does nothing when
    /// the claim is not the reminder's any more.</summary>
    Task CompleteAsync(DueReminder tick);

    /// <summary>The tick failed and comes again after a pause. Does nothing when the claim is not the reminder's any
    /// more.</summary>
    Task RetryAsync(DueReminder tick, TimeSpan pause, string error);

    /// <summary>Gives a tick back as if it had not been taken.</summary>
    Task ReleaseAsync(DueReminder tick);
}

/// <summary>A reminder as its grain holds it.</summary>
/// <param name="Version">Another one each time it is set.</param>
[Orleans.GenerateSerializer, Orleans.Immutable]
public sealed record StoredReminder(
    [property: Orleans.Id(0)] string ReminderName, [property: Orleans.Id(1)] Guid Version) : IGrainReminder;

/// <summary>A tick that is due.</summary>
/// <param name="Failures">How often it failed before.</param>
/// <param name="Claim">What it is held by.</param>
public sealed record DueReminder(GrainId Grain, string Name, TickStatus Status, int Failures, Guid Claim);
