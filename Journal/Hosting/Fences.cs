using Academy.Journal.Leasing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Academy.Journal.Hosting;

internal sealed partial class Fences(NpgsqlDataSource database, LeaseTime time, ILogger<Fences> logger) : IFences
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a batch in flight may take before its connection is terminated.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Removes the fences of earlier processes of this name, or of all processes, and registers one for this process.
    /// The removal waits for batches in flight. Then it waits for the leases of those processes to end.
    /// </summary>
    /// <remarks>
    /// The first lease is written together with the fence, because any process may remove a fence whose lease has ended
    /// and that belongs to no member of the cluster.
    /// </remarks>
    /// <param name="options">The name of this process, the number of its writers, the length of its lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Fence> RegisterAsync(JournalOptions options, CancellationToken cancellationToken)
    {
        var (silo, isAlone) = (options.Silo, options.IsAlone);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("delete from fences where silo = $1 or $2")
                {
                    Parameters =
                    {
                        new() { Value = silo },
                        new() { Value = isAlone },
                    },
                },
                new(
                    """
                    with next as materialized (select nextval('fence_generations') as generation),
                    lease as (
                        insert into leases (silo, generation, ends_at, lasts, holder)
                        select $1, generation, clock_timestamp() + $4, $4, $5 from next)
                    insert into fences (silo, generation, lane)
                    select $1, generation, lane from next, generate_series($2, $3 - 1) lane
                    returning generation
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = silo },
                        new() { Value = Heartbeat.WriterNumber },
                        new() { Value = options.Writers },
                        new() { Value = options.Lease * Heartbeat.Drift },
                        new() { Value = (object?)Holder.Own ?? DBNull.Value },
                    },
                },
            },
        };
        var registering = batch.ExecuteScalarAsync(cancellationToken);
        await TerminateBlockersAsync(connection, registering);
        var fence = new Fence(silo, (long)(await registering)!);
        await WaitForLeasesAsync(
            isAlone ? "(silo = $1 or true) and generation < $2" : "silo = $1 and generation < $2",
            fence,
            cancellationToken
        );
        return fence;
    }

    public async Task RemoveAsync(Fence fence, CancellationToken cancellationToken)
    {
        try
        {
            await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            {
                await using var remove = WithFence(
                    new("delete from fences where silo = $1 and generation = $2", connection),
                    fence
                );
                var removing = remove.ExecuteNonQueryAsync(cancellationToken);
                await TerminateBlockersAsync(connection, removing);
                await removing;
            }
            await WaitForLeasesAsync("silo = $1 and generation = $2", fence, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException(
                $"The fence of {fence.Silo} could not be removed: {DatabaseErrors.Reason(error)}",
                error
            );
        }
    }

    /// <summary>
    /// Removes the fence and the lease of this process, which neither writes nor answers any more. So no other process
    /// has to wait for them.
    /// </summary>
    public async Task LeaveAsync(Fence own, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync("delete from fences where silo = $1 and generation = $2", own, cancellationToken);
            await ExecuteAsync("delete from leases where silo = $1 and generation = $2", own, cancellationToken);
        }
        catch (NpgsqlException error)
        {
            throw new JournalUnavailableException(
                $"The fence of {own.Silo} could not be removed: {DatabaseErrors.Reason(error)}",
                error
            );
        }
    }

    /// <summary>
    /// A process that was frozen while it sent a batch would hold the lock on its fence row for as long as PostgreSQL
    /// keeps the connection. This terminates such connections until the removal has ended, successfully or not.
    /// </summary>
    private async Task TerminateBlockersAsync(NpgsqlConnection connection, Task removing)
    {
        while (await Task.WhenAny(removing, Task.Delay(Patience, time.Clock, CancellationToken.None)) != removing)
        {
            await using var end = database.CreateCommand(
                "select count(*) filter (where pg_terminate_backend(pid)) from unnest(pg_blocking_pids($1)) pid"
            );
            end.Parameters.Add(new() { Value = connection.ProcessID });
            if (await end.ExecuteScalarAsync() is long and > 0 and var ended)
                LogEnded(logger, ended, Patience);
        }
    }

    /// <summary>
    /// Waits until these leases have ended; their fences are gone, so they are not renewed. Then it deletes their rows:
    /// if this process dies while it waits, the next one waits again.
    /// </summary>
    private async Task WaitForLeasesAsync(string which, Fence fence, CancellationToken cancellationToken)
    {
        var (left, holders) = await ReadLeasesAsync(which, fence, cancellationToken);
        var started = time.Clock.GetTimestamp();
        for (
            var isFirst = true;
            left - time.Clock.GetElapsedTime(started) is { Ticks: > 0 } wait && !holders.TrueForAll(Holder.IsGone);
            isFirst = false
        )
        {
            if (isFirst)
                LogWaiting(logger, fence.Silo, wait);
            await Task.Delay(wait < Look ? wait : Look, time.Clock, cancellationToken);
        }
        await ExecuteAsync($"delete from leases where {which}", fence, cancellationToken);
    }

    /// <returns>The time until the last of them ends, and their holders.</returns>
    private async Task<(TimeSpan Left, List<string?> Holders)> ReadLeasesAsync(
        string which,
        Fence fence,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            $"""
            select least(ends_at - clock_timestamp(), lasts), holder from leases
            where {which} and ends_at > clock_timestamp()
            """,
            fence
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (left, holders) = (TimeSpan.Zero, new List<string?>());
        while (await reader.ReadAsync(cancellationToken))
        {
            left = reader.GetTimeSpan(0) > left ? reader.GetTimeSpan(0) : left;
            holders.Add(reader.IsDBNull(1) ? null : reader.GetString(1));
        }
        return (left, holders);
    }

    private async Task ExecuteAsync(string sql, Fence fence, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, fence);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, Fence fence) => WithFence(database.CreateCommand(sql), fence);

    private static NpgsqlCommand WithFence(NpgsqlCommand command, Fence fence)
    {
        command.Parameters.AddRange(
            (NpgsqlParameter[])[new() { Value = fence.Silo }, new() { Value = fence.Generation }]
        );
        return command;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "An earlier process of {Silo} may still answer for {Wait}: waiting."
    )]
    private static partial void LogWaiting(ILogger logger, string silo, TimeSpan wait);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Terminated {Count} connections that had locked a removed fence for longer than {Patience}."
    )]
    private static partial void LogEnded(ILogger logger, long count, TimeSpan patience);
}
