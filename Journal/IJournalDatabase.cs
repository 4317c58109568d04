using Academy.Journal.Writing;

namespace Academy.Journal;

/// <summary>The journal's database: PostgreSQL, or the simulation's model of it.</summary>
internal interface IJournalDatabase
{
    Reading.IJournalReader Reader { get; }

    /// <summary>Opens a connection for the batches of one writer.</summary>
    /// <param name="fence">The fence of this process.</param>
    /// <param name="writer">The writer's number: each has a fence row of its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IWriteConnection> ConnectAsync(Fence fence, int writer, CancellationToken cancellationToken);

    Task<Leasing.ILeaseConnection> ConnectForLeaseAsync(CancellationToken cancellationToken);
}
