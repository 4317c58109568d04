using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Reminders;

public interface IRemindedGrain : IGrainWithStringKey
{
    Task Set(string name, TimeSpan dueTime, TimeSpan period);

    /// <summary>Ends a reminder, as it was when it was last asked for; false when there is none.</summary>
    Task<bool> End(string name);

    /// <summary>Keeps hold of a reminder as it is now, for <see cref="EndHeld"/>.</summary>
    Task Hold(string name);

    Task EndHeld();

    Task<string> Names();
}

internal sealed class RemindedGrain(Ticks ticks) : Grain, IRemindedGrain, IRemindable
{
    private IGrainReminder? held;

    public Task Set(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task<bool> End(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
            return false;
        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task Hold(string name) => held = await this.GetReminder(name);

    public Task EndHeld() => this.UnregisterReminder(held!);

    public async Task<string> Names() => string.Join(' ', (await this.GetReminders()).Select(r => r.ReminderName));

    public Task ReceiveReminder(string reminderName, TickStatus status) => ticks.TakeAsync(this.GetPrimaryKeyString(), reminderName, status);
}

/// <summary>A grain that asks for a reminder and could not receive it.</summary>
public interface IForgetfulGrain : IGrainWithStringKey
{
    Task Set();
}

internal sealed class ForgetfulGrain : Grain, IForgetfulGrain
{
    public Task Set() => this.RegisterOrUpdateReminder("never", TimeSpan.Zero, TimeSpan.FromMinutes(1));
}

/// <summary>The ticks that the grains of a test received.</summary>
public sealed class Ticks
{
    private readonly ConcurrentQueue<(string Grain, string Name, TickStatus Status)> taken = new();
    private readonly SemaphoreSlim arrived = new(0);

    public Func<Task> Do { get; set; } = () => Task.CompletedTask;

    public bool IsEmpty => taken.IsEmpty;

    public async Task<(string Grain, string Name, TickStatus Status)> NextAsync()
    {
        Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(20)), "Waited 20 s for a tick.");
        Assert.True(taken.TryDequeue(out var tick));
        return tick;
    }

    public async Task TakeAsync(string grain, string name, TickStatus status)
    {
        taken.Enqueue((grain, name, status));
        arrived.Release();
        await Do();
    }
}
