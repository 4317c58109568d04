using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// Merges the pending list of the search index (GIN) into the index, so that no commit of a message has to. Until then
/// searches scan the list. Several processes may do it; they wait for each other.
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
