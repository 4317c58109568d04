using Npgsql;

namespace Academy.Api.Tests.Surroundings;

/// <summary>What a database holds, as a reader of its files would see it.</summary>
internal static class JournalText
{
    /// <summary>All events and recorded commands.</summary>
    public static Task<string> OfAsync(string database) => ReadAsync(
        database, "select coalesce(string_agg(e::text, E'\\n'), '') || coalesce((select string_agg(c::text, E'\\n') from commands c), '') from events e");

    /// <summary>How many events these people caused.</summary>
    public static Task<long> EventsByAsync(string database, params Guid[] actors) => CountAsync(
        database, $"select count(*)::text from events where actor in ({string.Join(", ", actors.Select(a => $"'{a}'"))})");

    public static Task<long> AccountsAsync(string database) =>
        CountAsync(database, "select count(*)::text from events where type = 'accounts.registered'");

    private static async Task<long> CountAsync(string database, string sql) => long.Parse(await ReadAsync(database, sql));

    private static async Task<string> ReadAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
