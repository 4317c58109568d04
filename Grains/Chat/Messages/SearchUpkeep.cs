using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// Works off what was written to the search index's list of pending entries, so that no message's commit ever does.
/// Until then searches look through the list. Several processes may: they wait for each other.
/// </summary>
internal sealed partial class SearchUpkeep(NpgsqlDataSource database, TimeProvider clock, ILogger<SearchUpkeep> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                await using var command = database.CreateCommand(
                    "select gin_clean_pending_list('chat_messages_tokens')"
                );
                command.CommandTimeout = 0;
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
            catch (NpgsqlException e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search index could not be worked on; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
