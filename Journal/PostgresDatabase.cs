using Academy.Journal.Leasing;
using Academy.Journal.Projections;
using Academy.Journal.Reading;
using Academy.Journal.Writing;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Academy.Journal;

internal sealed class PostgresDatabase(
    IOptions<JournalOptions> options,
    NpgsqlDataSource reading,
    ProjectionSet projections
) : IJournalDatabase
{
    private readonly string connectionString = Connections.ForWriting(options.Value);

    public IJournalReader Reader { get; } = new JournalReader(reading);

    public async Task<IWriteConnection> ConnectAsync(Fence fence, int writer, CancellationToken cancellationToken) =>
        await PostgresWriteConnection.OpenAsync(
            connectionString,
            new BatchRows(fence, writer, projections),
            cancellationToken
        );

    public Task<ILeaseConnection> ConnectForLeaseAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ILeaseConnection>(PostgresLeaseConnection.Open(Connections.ForLease(options.Value)));
}
