using Orleans.Runtime;
using Orleans.Timers;

namespace Academy.Runtime.Reminders;

/// <summary>Reminders as grains ask for them.</summary>
internal sealed class ReminderRegistry(IReminderStore store, ReminderOptions options) : IReminderRegistry
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    public async Task<IGrainReminder> RegisterOrUpdateReminder(
        GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime, Longest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, Longest);
        if (period < options.PeriodMin)
        {
            throw new ArgumentException(
                $"The reminder '{reminderName}' is to tick every {period}; the shortest period is {options.PeriodMin}.",
                nameof(period));
        }

        return await store.SetAsync(callingGrainId, reminderName, dueTime, period);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        ArgumentNullException.ThrowIfNull(reminder);
        if (reminder is not StoredReminder stored)
        {
            throw new ArgumentException("This is no reminder that the registry gave out.", nameof(reminder));
        }

        if (!await store.RemoveAsync(callingGrainId, stored))
        {
            throw new ReminderException($"The reminder '{stored.ReminderName}' of {callingGrainId} was set anew.");
        }
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        return (await store.FindAsync(callingGrainId, reminderName)).SingleOrDefault();
    }

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        [.. await store.FindAsync(callingGrainId, name: null)];
}
