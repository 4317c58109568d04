using Academy.Grains.Chat.Attachments;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Pictures;
using Academy.Journal.Retention;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Operations.Housekeeping;

internal static class Retention
{
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(10);

    /// <summary>How long a sweep goes on.</summary>
    public static readonly TimeSpan SweepMax = TimeSpan.FromSeconds(8);
}

/// <summary>Has the journal forget commands and finished outbox rows that are past keeping.</summary>
internal sealed partial class JournalTask(JournalRetention retention, ILogger<JournalTask> logger) : IHousekeepingTask
{
    public string Name => "journal";

    public TimeSpan Period => Retention.Period;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var swept = await retention.SweepAsync(Retention.SweepMax, cancellationToken);
        if (swept.Commands + swept.OutboxRows > 0)
            LogForgotten(logger, swept.Commands, swept.OutboxRows);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Forgot {Commands} commands and {OutboxRows} outbox rows that were past keeping"
    )]
    private static partial void LogForgotten(ILogger logger, long commands, long outboxRows);
}

/// <summary>Has rooms forget messages that are past keeping.</summary>
internal sealed partial class MessagesTask(MessageRetentionSweep chat, ILogger<MessagesTask> logger) : IHousekeepingTask
{
    public string Name => "messages";

    public TimeSpan Period => Retention.Period;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await chat.SweepAsync(Retention.SweepMax, cancellationToken) is > 0 and var times)
            LogExpired(logger, times);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Messages past keeping were forgotten, {Times} times by a room"
    )]
    private static partial void LogExpired(ILogger logger, int times);
}

/// <summary>Removes files that no message has, and pictures of people that no account has.</summary>
internal sealed partial class AttachmentsTask(
    AttachmentUpkeep attachments,
    PersonPictureTable pictures,
    ILogger<AttachmentsTask> logger
) : IHousekeepingTask
{
    public string Name => "attachments";

    public TimeSpan Period => Retention.Period;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await attachments.SweepAsync(Retention.SweepMax, cancellationToken) is > 0 and var files)
            LogRemoved(logger, files);
        await pictures.SweepAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Files} attachments that no message has")]
    private static partial void LogRemoved(ILogger logger, long files);
}
