using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>The reminders of grains.</summary>
public interface IReminderRegistry
{
    /// <summary>Sets a reminder of this name, in place of the one there may be.</summary>
    /// <param name="callingGrainId">The grain that is to be reminded.</param>
    /// <param name="reminderName">The name.</param>
    /// <param name="dueTime">How long until the first tick.</param>
    /// <param name="period">How long from tick to tick, at least a minute.</param>
    Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

    /// <summary>Ends a reminder; no tick begins after this.</summary>
    /// <exception cref="ReminderException">It was set anew meanwhile.</exception>
    Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

    /// <summary>The reminder of this name; null when there is none.</summary>
    Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

    /// <summary>All reminders of a grain.</summary>
    Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
}
