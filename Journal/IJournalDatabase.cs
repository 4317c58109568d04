using Academy.Journal.Writing;

namespace Academy.Journal;

/// <summary>The database under the journal: PostgreSQL, or the simulation's model of it.</summary>
internal interface IJournalDatabase
{
    Reading.IJournalReader Reader { get; }

    /// <summary>A new connection for a lane's batches.</summary>
    Task<IWriteConnection> ConnectAsync(Fence fence, int lane, CancellationToken cancellationToken);

    Task<Leasing.ILeaseConnection> ConnectForLeaseAsync(CancellationToken cancellationToken);
}
