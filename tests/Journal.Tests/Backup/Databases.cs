using Npgsql;

namespace Academy.Journal.Tests.Backup;

internal static class Databases
{
    public static async Task<string> TextAsync(this string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>
    /// Tables and their rows, to tell whether anything changed; leases, which hearts beat on, left out.
    /// </summary>
    public static async Task<string> StateAsync(this string database)
    {
        var tables = await database.TextAsync(
            """
            select coalesce(string_agg(format('%I.%I', schemaname, tablename), ' ' order by schemaname, tablename), '')
              from pg_tables where schemaname in ('public', 'vault') and tablename <> 'leases'
            """
        );
        var state = tables;
        foreach (var table in tables.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            state +=
                "\n"
                + await database.TextAsync(
                    $"select coalesce(string_agg(t::text, ' ' order by t::text), '') from {table} t"
                );
        return state;
    }
}
