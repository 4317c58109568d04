using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Commands;
using Academy.Journal;
using Academy.Operations;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Operations;

internal sealed class AuditTrail(NpgsqlDataSource database) : IAuditTrail
{
    private const string InsertSql =
        "insert into access_audit (organization, actor, action, ids, trace) values ($1, $2, $3, $4, $5)";

    public async Task Record(
        Caller caller,
        string action,
        IReadOnlyDictionary<string, string> ids,
        CancellationToken cancellationToken
    )
    {
        var trace = Activity.Current is { } activity
            ? Guid.ParseExact(activity.TraceId.ToHexString(), "N")
            : (Guid?)null;
        try
        {
            await using var command = database.CreateCommand(InsertSql);
            command.Parameters.AddWithValue(caller.Organization.Value);
            command.Parameters.AddWithValue(caller.User.Value);
            command.Parameters.AddWithValue(action);
            command.Parameters.AddWithValue(
                NpgsqlDbType.Jsonb,
                JsonSerializer.Serialize(ids, AuditJson.Default.IReadOnlyDictionaryStringString)
            );
            command.Parameters.AddOptional(trace, NpgsqlDbType.Uuid);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException fault)
        {
            // Whatever the reason, also one that would be a bug elsewhere: no row, no answer.
            throw new JournalUnavailableException($"The access cannot be written down: {fault.Message}", fault);
        }
    }
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class AuditJson : JsonSerializerContext;
