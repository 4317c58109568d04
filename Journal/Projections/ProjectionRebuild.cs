using Npgsql;

namespace Academy.Journal.Projections;

/// <summary>Refills all projections' tables from the journal.</summary>
/// <remarks>
/// It is one transaction, which locks out every batch until it commits: appends meanwhile fail as unavailable. Readers
/// see either the old tables or the new ones.
/// </remarks>
public sealed class ProjectionRebuild
{
    private const int PageSize = 5_000;

    private const string PageSql = """
        select stream, seq, type, version, data, actor, at from events
        where position > $1 and position <= $2 order by position
        """;

    private readonly NpgsqlDataSource database;
    private readonly ProjectionSet projections;
    private readonly IEnumerable<IRebuildPreparation> preparations;
    private readonly IEnumerable<IEventDecoder> decoders;

    internal ProjectionRebuild(
        NpgsqlDataSource database,
        ProjectionSet projections,
        IEnumerable<IRebuildPreparation> preparations,
        IEnumerable<IEventDecoder> decoders
    ) =>
        (this.database, this.projections, this.preparations, this.decoders) = (
            database,
            projections,
            preparations,
            decoders
        );

    /// <summary>The read models: all tables that projections write.</summary>
    public IReadOnlyList<string> Tables => projections.Tables;

    /// <param name="progress">Called after every page.</param>
    public async Task RunAsync(IProgress<RebuildProgress>? progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, transaction, progress, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Refills the tables within the caller's transaction.</summary>
    public async Task RunAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IProgress<RebuildProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var decoder = decoders.SingleOrDefault()
            ?? throw new InvalidOperationException($"A rebuild needs one {nameof(IEventDecoder)} in the container.");
        var prepared = new Stack<IDisposable>();
        try
        {
            foreach (var preparation in preparations)
                prepared.Push(await preparation.PrepareAsync(connection, cancellationToken));
            await RefillAsync(connection, transaction, decoder, progress, cancellationToken);
        }
        finally
        {
            while (prepared.TryPop(out var ended))
                ended.Dispose();
        }
    }

    private async Task RefillAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IEventDecoder decoder,
        IProgress<RebuildProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await ExecuteAsync(connection, "lock table events in exclusive mode; set local jit = off", cancellationToken);
        if (projections.Tables.Count > 0)
            await ExecuteAsync(connection, $"truncate {string.Join(", ", projections.Tables)}", cancellationToken);

        var (first, last) = await RangeAsync(connection, cancellationToken);
        var rows = projections.NewRows();
        var events = 0L;
        for (var position = first - 1; position < last; position += PageSize)
        {
            events += await CollectAsync(connection, rows, decoder, position, cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = 0 };
            rows.PutInto(batch);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync(cancellationToken);
            rows.Clear();
            progress?.Report(new(events, Math.Min(position + PageSize, last), last));
        }
    }

    private static async Task<int> CollectAsync(
        NpgsqlConnection connection,
        ProjectionRows rows,
        IEventDecoder decoder,
        long after,
        CancellationToken cancellationToken
    )
    {
        await using var page = new NpgsqlCommand(PageSql, connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = after },
                new() { Value = after + PageSize },
            },
        };
        await using var reader = await page.ExecuteReaderAsync(cancellationToken);
        var count = 0;
        for (; await reader.ReadAsync(cancellationToken); count++)
        {
            var type = reader.GetString(2);
            if (!rows.Wants(type))
                continue;
            var body = decoder.Decode(type, reader.GetInt32(3), reader.GetFieldValue<byte[]>(4));
            rows.Add(
                type,
                new(
                    reader.GetString(0),
                    reader.GetInt64(1),
                    body,
                    reader.GetString(5),
                    reader.GetFieldValue<DateTimeOffset>(6)
                )
            );
        }
        return count;
    }

    private static async Task<(long First, long Last)> RangeAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(min(position), 1), coalesce(max(position), 0) from events",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <param name="Events">Events read so far.</param>
/// <param name="Position">The position reached, of <paramref name="Last"/>.</param>
public sealed record RebuildProgress(long Events, long Position, long Last);
