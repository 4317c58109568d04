using Academy.Grains.Chat;
using Academy.Grains.Chat.Attachments;
using Academy.Journal.Retention;
using Academy.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Academy.Grains.Operations;

/// <summary>Has the journal and the rooms forget what is past keeping, and files that nobody needs; reminded every ten minutes.</summary>
internal sealed partial class UpkeepGrain(
    JournalRetention retention, ChatRetentionSweep chat, AttachmentUpkeep attachments, ILogger<UpkeepGrain> logger)
    : Grain, IUpkeepGrain, IRemindable
{
    public const string RetentionReminder = "retention";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>Of each kind; together shorter than a call may take.</summary>
    private static readonly TimeSpan SweepMax = TimeSpan.FromSeconds(8);

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
        if (await chat.SweepAsync(SweepMax, default) is > 0 and var times)
            LogExpired(logger, times);
        if (await attachments.SweepAsync(SweepMax, default) is > 0 and var files)
            LogRemoved(logger, files);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Commands} commands and {OutboxRows} outbox rows that were past keeping")]
    private static partial void LogForgotten(ILogger logger, long commands, long outboxRows);

    [LoggerMessage(Level = LogLevel.Information, Message = "Messages past keeping were forgotten, {Times} times by a room")]
    private static partial void LogExpired(ILogger logger, int times);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Files} attachments that no message has")]
    private static partial void LogRemoved(ILogger logger, long files);
}

/// <summary>Begins the upkeep with the host.</summary>
internal sealed partial class UpkeepStart(IGrainFactory grains, TimeProvider clock, ILogger<UpkeepStart> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <summary>The first attempt is part of the start; that its owner is just moving or gone is no reason not to start.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryBegin())
            await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
            await Task.Delay(Retry, clock, stoppingToken);
        while (!await TryBegin());
    }

    private async Task<bool> TryBegin()
    {
        try
        {
            await grains.GetGrain<IUpkeepGrain>(Upkeep.Key).Begin();
            return true;
        }
        catch (Exception e)
        {
            LogNotBegun(logger, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upkeep could not be begun; it is tried again")]
    private static partial void LogNotBegun(ILogger logger, Exception e);
}
