using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains;

internal static class OptionalParameters
{
    /// <summary>A value that may be missing. Null has no type, so PostgreSQL is told which one is meant.</summary>
    public static void AddOptional(this NpgsqlParameterCollection parameters, object? value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
