using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans;

/// <summary>Reminders, for grains.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Sets a reminder of this name, in place of the one there may be. The grain implements
    /// <see cref="IRemindable"/>.</summary>
    /// <param name="grain">The grain that is to be reminded.</param>
    /// <param name="reminderName">The name.</param>
    /// <param name="dueTime">How long until the first tick.</param>
    /// <param name="period">How long from tick to tick, at least a minute.</param>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        Register(grain is IRemindable, grain?.GrainContext, reminderName, dueTime, period);

    /// <inheritdoc cref="RegisterOrUpdateReminder(Grain, string, TimeSpan, TimeSpan)"/>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        Register(grain is IRemindable, grain?.GrainContext, reminderName, dueTime, period);

    /// <summary>Ends a reminder; no tick begins after this.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        RegistryOf(grain?.GrainContext, out var id).UnregisterReminder(id, reminder);

    /// <inheritdoc cref="UnregisterReminder(Grain, IGrainReminder)"/>
    public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
        RegistryOf(grain?.GrainContext, out var id).UnregisterReminder(id, reminder);

    /// <summary>The reminder of this name; null when there is none.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        Get(grain?.GrainContext, reminderName);

    /// <inheritdoc cref="GetReminder(Grain, string)"/>
    public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
        Get(grain?.GrainContext, reminderName);

    /// <summary>All reminders of this grain.</summary>
    public static Task<List<IGrainReminder>> GetReminders(this Grain grain) =>
        RegistryOf(grain?.GrainContext, out var id).GetReminders(id);

    /// <inheritdoc cref="GetReminders(Grain)"/>
    public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) =>
        RegistryOf(grain?.GrainContext, out var id).GetReminders(id);

    private static Task<IGrainReminder> Register(
        bool remindable, IGrainContext? grain, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        var registry = RegistryOf(grain, out var id);
        RequireName(reminderName);
        return remindable
            ? registry.RegisterOrUpdateReminder(id, reminderName, dueTime, period)
            : throw new InvalidOperationException($"{id} must implement {nameof(IRemindable)} to be reminded.");
    }

    private static Task<IGrainReminder?> Get(IGrainContext? grain, string reminderName)
    {
        var registry = RegistryOf(grain, out var id);
        RequireName(reminderName);
        return registry.GetReminder(id, reminderName);
    }

    private static void RequireName(string reminderName)
    {
        if (string.IsNullOrWhiteSpace(reminderName))
        {
            throw new ArgumentNullException(nameof(reminderName));
        }
    }

    private static IReminderRegistry RegistryOf(IGrainContext? grain, out GrainId id)
    {
        ArgumentNullException.ThrowIfNull(grain);
        id = grain.GrainId;
        return grain.ActivationServices.GetRequiredService<IReminderRegistry>();
    }
}
