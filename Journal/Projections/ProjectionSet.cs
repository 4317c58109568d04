using System.Collections.Frozen;
using Npgsql;

namespace Academy.Journal.Projections;

/// <summary>The statements of all projections, in the order of registration and declaration.</summary>
internal sealed class ProjectionSet
{
    private readonly IProjectionStatement[] statements;

    public ProjectionSet(IEnumerable<IProjection> projections)
    {
        var all = projections.ToArray();
        var builder = new ProjectionBuilder();
        foreach (var projection in all)
            projection.Define(builder);
        statements = [.. builder.Statements];
        // A declaration that contradicts itself fails here, at the start, and not at the first event.
        if (Array.Find(statements, statement => statement.Sql.Length == 0) is { } empty)
            throw new InvalidOperationException($"A projection's statement for {empty.EventType} has no SQL.");
        Tables = [.. all.SelectMany(projection => projection.Tables)];
        if (Tables.GroupBy(table => table).FirstOrDefault(group => group.Count() > 1) is { } shared)
            throw new InvalidOperationException($"Table {shared.Key} belongs to two projections; give each its own.");
    }

    public IReadOnlyList<string> Tables { get; }

    public ProjectionRows NewRows() => new(statements);
}

/// <summary>The projections' part of one batch.</summary>
internal sealed class ProjectionRows
{
    private readonly StatementRows[] inOrder;
    private readonly FrozenDictionary<string, StatementRows[]> byEventType;

    public ProjectionRows(IReadOnlyList<IProjectionStatement> statements)
    {
        inOrder = [.. statements.Select(statement => statement.NewRows())];
        byEventType = statements
            .Zip(inOrder)
            .GroupBy(pair => pair.First.EventType, pair => pair.Second)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    public bool Wants(string eventType) => byEventType.ContainsKey(eventType);

    public void Add(string eventType, in Projected<object> e)
    {
        if (!byEventType.TryGetValue(eventType, out var statements))
            return;
        foreach (var statement in statements)
            statement.Add(e);
    }

    public void PutInto(NpgsqlBatch batch)
    {
        foreach (var statement in inOrder)
        {
            if (statement.Rows.Count > 0)
                batch.BatchCommands.Add(statement.Rows.Command);
        }
    }

    public void Clear()
    {
        foreach (var statement in inOrder)
            statement.Rows.Clear();
    }
}
