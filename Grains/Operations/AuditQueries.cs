using System.Text.Json;
using Academy.Accounts;
using Academy.Commands;
using Academy.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Operations;

internal sealed class AuditQueries(NpgsqlDataSource database) : IAuditQueries
{
    private const string Sql = """
        select a.id, a.at, a.actor, u.display_name, a.action, a.ids, a.trace
          from access_audit a left join users u on u.id = a.actor
         where a.organization = $1
           and ($2::uuid is null or a.actor = $2)
           and ($3::timestamptz is null or a.at >= $3)
           and ($4::timestamptz is null or a.at < $4)
           and ($5::timestamptz is null or (a.at, a.id) < ($5, $6))
         order by a.at desc, a.id desc
         limit $7
        """;

    public async Task<Page<AuditRow>> List(
        OrganizationId organization,
        AuditSearch search,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.ParseNumbered(page.Cursor);
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(search.Actor?.Value, NpgsqlDbType.Uuid);
        command.Parameters.AddOptional(search.From, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(search.Until, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddWithValue(after?.Number ?? 0);
        command.Parameters.AddWithValue(page.Limit + 1);
        var rows = new List<AuditRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(Read(reader));
        return Page<AuditRow>.Of(rows, page.Limit, last => PageCursor.Of(last.At, Guid.Empty, last.Id));
    }

    private static AuditRow Read(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetFieldValue<DateTimeOffset>(1),
            new UserId(row.GetGuid(2)),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            JsonSerializer.Deserialize(row.GetString(5), AuditJson.Default.IReadOnlyDictionaryStringString)!,
            row.IsDBNull(6) ? null : row.GetGuid(6).ToString("N")
        );
}
