using Academy.Journal.Retention;
using Academy.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Operations;

/// <summary>Has the journal forget what is past keeping, reminded every ten minutes.</summary>
internal sealed partial class UpkeepGrain(JournalRetention retention, ILogger<UpkeepGrain> logger) : Grain, IUpkeepGrain, IRemindable
{
    public const string RetentionReminder = "retention";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Shorter than a call may take.</summary>
    private static readonly TimeSpan SweepMax = TimeSpan.FromSeconds(15);

    public async Task Begin()
    {
        // A schedule that runs is left alone: a process that restarts often must not put it off for ever.
        if (await this.GetReminder(RetentionReminder) is null)
            await this.RegisterOrUpdateReminder(RetentionReminder, Period, Period);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName != RetentionReminder)
        {
            // Of another release.
            if (await this.GetReminder(reminderName) is { } unknown)
                await this.UnregisterReminder(unknown);
            return;
        }
        var swept = await retention.SweepAsync(SweepMax, default);
        if (swept.Commands + swept.OutboxRows > 0)
            LogForgotten(logger, swept.Commands, swept.OutboxRows);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Commands} commands and {OutboxRows} outbox rows that were past keeping")]
    private static partial void LogForgotten(ILogger logger, long commands, long outboxRows);
}

/// <summary>Begins the upkeep with the host.</summary>
internal sealed class UpkeepStart(IGrainFactory grains) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => grains.GetGrain<IUpkeepGrain>(Upkeep.Key).Begin();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
