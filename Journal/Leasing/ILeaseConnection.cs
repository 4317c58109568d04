namespace Academy.Journal.Leasing;

/// <summary>The heartbeat's own connection.</summary>
internal interface ILeaseConnection : IAsyncDisposable
{
    /// <summary>Renews the lease, with the fence row locked as by a batch.</summary>
    /// <param name="lasts">Counted from when the database executes it.</param>
    Task RenewAsync(Fence fence, TimeSpan lasts, CancellationToken cancellationToken);
}
