using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Academy.Journal;

/// <summary>
/// Computes the epoch: an identifier of the history in a database. Another cluster, another timeline (a promoted
/// standby, a point-in-time recovery) and each restore are another history. Sequence numbers of one history mean
/// nothing in another.
/// </summary>
internal static class Epochs
{
    // The name of the current WAL file begins with the current timeline. The control file is updated only some time
    // after a promotion.
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
