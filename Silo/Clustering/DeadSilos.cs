using Academy.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Runtime;

namespace Academy.Silo.Clustering;

/// <summary>
/// Takes away the fences of silos that Orleans's membership calls dead: as soon as it does, and before a grain is loaded
/// here, which may have been theirs. So a silo that was only cut off, or stood still, can write and answer no more before
/// another one knows what it wrote. A view is looked at once.
/// </summary>
internal sealed partial class DeadSilos(
    IClusterMembershipService membership, IFences fences, NpgsqlDataSource database, TimeProvider clock, ILogger<DeadSilos> logger)
    : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private MembershipVersion underWay = MembershipVersion.MinValue;
    private Task fencing = Task.CompletedTask;

    /// <summary>Done when no silo that is dead in the current view can write or answer.</summary>
    /// <exception cref="JournalUnavailableException">The database cannot be reached.</exception>
    public Task AreFencedAsync()
    {
        var view = membership.CurrentSnapshot;
        lock (gate)
        {
            if (underWay == view.Version && !fencing.IsFaulted)
                return fencing;
            underWay = view.Version;
            return fencing = FenceAsync([.. view.Members.Values.Where(it => it.Status == SiloStatus.Dead).Select(it => it.Name)]);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            while (true)
            {
                try
                {
                    await AreFencedAsync().WaitAsync(stoppingToken);
                    break;
                }
                catch (JournalUnavailableException unreachable)
                {
                    LogNotFenced(logger, unreachable.Message);
                    await Task.Delay(Retry, clock, stoppingToken);
                }
            }
        }
    }

    private async Task FenceAsync(string[] dead)
    {
        if (dead.Length == 0)
            return;
        var left = new List<Fence>();
        try
        {
            await using var command = database.CreateCommand("select distinct silo, generation from fences where silo = any ($1)");
            command.Parameters.Add(new() { Value = dead });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                left.Add(new(reader.GetString(0), reader.GetInt64(1)));
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException($"The fences of dead silos cannot be read: {error.Message}", error);
        }
        await Task.WhenAll(left.Select(async fence =>
        {
            await fences.RemoveAsync(fence, CancellationToken.None);
            LogFenced(logger, fence.Silo, fence.Generation);
        }));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Silo} is dead: its fence (generation {Generation}) is removed.")]
    private static partial void LogFenced(ILogger logger, string silo, long generation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The fences of dead silos could not be removed; grains do not load until they are: {Reason}")]
    private static partial void LogNotFenced(ILogger logger, string reason);
}
