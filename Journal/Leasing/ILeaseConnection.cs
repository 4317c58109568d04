namespace Academy.Journal.Leasing;

/// <summary>The heartbeat's own connection.</summary>
internal interface ILeaseConnection : IAsyncDisposable
{
    /// <summary>Renews the lease, holding the fence as a batch does.</summary>
    /// <param name="lasts">From when the database gets to it.</param>
    Task RenewAsync(Fence fence, TimeSpan lasts, CancellationToken cancellationToken);
}
