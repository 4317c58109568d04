using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Academy.Journal;

/// <summary>
/// Names the history that a database holds: another cluster, another timeline (a promoted standby, a restore to a point
/// in time) or a counted restore is another history, whose sequence numbers say nothing about this one.
/// </summary>
internal static class Epochs
{
    // The file name of the log now written begins with the timeline now written; the control file's lags behind a
    // promotion.
    private const string Sql = """
        select (select system_identifier from pg_control_system())
            || '/' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
            || '/' || (select restores from epoch)
        """;

    public static async Task<string> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        var identity = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 9));
    }
}
