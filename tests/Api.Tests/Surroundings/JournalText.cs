using Npgsql;

namespace Academy.Api.Tests.Surroundings;

/// <summary>What a database holds, as a reader of its files would see it.</summary>
internal static class JournalText
{
    /// <summary>All events and recorded commands.</summary>
    public static Task<string> OfAsync(string database) => ReadAsync(
        database, "select coalesce(string_agg(e::text, E'\\n'), '') || coalesce((select string_agg(c::text, E'\\n') from commands c), '') from events e");

    /// <summary>How many events there are.</summary>
    public static async Task<long> EventsAsync(string database) => long.Parse(await ReadAsync(database, "select count(*)::text from events"));

    private static async Task<string> ReadAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
