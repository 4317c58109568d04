using Academy.Journal.Projections;
using Npgsql;

namespace Academy.Journal.Writing;

/// <summary>
/// The statements of a batch, always in the same order: fence, required heads, events, commands, feed, outbox,
/// projections. They are sent as one <see cref="NpgsqlBatch"/>, which is one implicit transaction.
/// </summary>
/// <remarks>
/// <c>unnest</c> is in the select list and not in the <c>from</c> clause, because PostgreSQL then produces the rows one
/// by one. A function in <c>from</c> would first store all of its rows.
/// </remarks>
internal sealed class BatchRows
{
    private readonly NpgsqlBatchCommand fence;
    private readonly HeadRows heads = new();
    private readonly EventRows events = new();
    private readonly CommandRows commands = new();
    private readonly FeedRows feed = new();
    private readonly TakenRows taken = new();
    private readonly OutboxRows outbox = new();
    private readonly ProjectionRows projections;
    private bool holdsFence;

    public BatchRows(Fence fence, int writer, ProjectionSet projections)
    {
        this.fence = new("select journal_hold_fence($1, $2, $3)")
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = fence.Silo },
                new NpgsqlParameter<long> { TypedValue = fence.Generation },
                new NpgsqlParameter<int> { TypedValue = writer },
            },
        };
        this.projections = projections.NewRows();
    }

    public void HoldFence() => holdsFence = true;

    public void RequireHead(string stream, long seq) => heads.Add(stream, seq);

    public void Write(Append append, long firstSeq)
    {
        var at = append.At.UtcDateTime;
        for (var i = 0; i < append.Events.Count; i++)
            events.Add(append.Stream, firstSeq + i, append.Events[i], append.Actor, at, append.Cause);
        var lastSeq = firstSeq + append.Events.Count - 1;
        if (append.Command is { } command)
            commands.Add(append, command, lastSeq, at);
        for (var i = 0; i < append.Feed.Count; i++)
            feed.Add(append.Feed[i], append.Stream, lastSeq);
        if (append.Taken is { } rows)
            taken.Add(rows);
        for (var i = 0; i < append.Outbox.Count; i++)
            outbox.Add(append.Outbox[i], append.Stream, lastSeq, at);
    }

    public void Project(Append append, long firstSeq)
    {
        for (var i = 0; i < append.Events.Count; i++)
        {
            var e = append.Events[i];
            projections.Add(e.Type, new(append.Stream, firstSeq + i, e.Body, append.Actor, append.At, e.Opened));
        }
    }

    public void PutInto(NpgsqlBatch batch)
    {
        batch.BatchCommands.Clear();
        if (holdsFence)
            batch.BatchCommands.Add(fence);
        foreach (
            var rows in (ReadOnlySpan<Rows>)[heads.Rows, events.Rows, commands.Rows, feed.Rows, taken.Rows, outbox.Rows]
        )
        {
            if (rows.Count > 0)
                batch.BatchCommands.Add(rows.Command);
        }
        projections.PutInto(batch);
    }

    public void Clear()
    {
        holdsFence = false;
        foreach (
            var rows in (ReadOnlySpan<Rows>)[heads.Rows, events.Rows, commands.Rows, feed.Rows, taken.Rows, outbox.Rows]
        )
            rows.Clear();
        projections.Clear();
    }
}
