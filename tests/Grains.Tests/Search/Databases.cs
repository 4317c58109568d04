using Academy.Grains.Tests.Chat;
using Academy.Testing;
using Npgsql;

namespace Academy.Grains.Tests.Search;

/// <summary>Databases with locales: nothing that is found may depend on them.</summary>
internal static class Databases
{
    /// <param name="locale">Of ICU; null: of the server, which is C.</param>
    public static async Task<string> NewAsync(string? locale)
    {
        var plain = await TestPostgres.NewDatabaseAsync();
        if (locale is null)
            return plain;
        var name = $"locale_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(plain);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(
            $"""
            create database {name} template template0 encoding 'UTF8'
                locale_provider icu icu_locale '{locale}' lc_collate 'C' lc_ctype 'C'
            """,
            connection
        );
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(plain) { Database = name }.ConnectionString;
    }

    /// <summary>Only the test fills, not the housekeeping of the silo.</summary>
    public static Task PutOffFillAsync(this RunningAcademy academy) =>
        academy.RunAsync(
            """
            insert into housekeeping (task, due_at) values ('search', now() + interval '1 day')
            on conflict (task) do update set due_at = excluded.due_at
            """
        );
}
