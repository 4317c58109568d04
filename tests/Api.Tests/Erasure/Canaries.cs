using System.Text;
using Npgsql;

namespace Academy.Api.Tests.Erasure;

/// <summary>Words that must not be found, in any of the forms in which something may have kept them.</summary>
internal sealed class Canaries(params string[] words)
{
    /// <summary>Which words a text has, and in which form.</summary>
    public IReadOnlyList<string> In(string text)
    {
        var found = new List<string>();
        foreach (var word in words)
        {
            foreach (var (form, needle) in FormsOf(word))
            {
                if (
                    text.Contains(
                        needle,
                        form == "base64" ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase
                    )
                )
                    found.Add($"{word} ({form})");
            }
        }
        return found;
    }

    /// <summary>Which words a database has in any table of any schema, the planner's statistics included.</summary>
    public async Task<IReadOnlyList<string>> InDatabaseAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var tables = new List<string>();
        await using (
            var list = source.CreateCommand(
                """
                select format('%I.%I', n.nspname, c.relname) from pg_class c
                    join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'm') and n.nspname not in ('information_schema', 'pg_toast')
                   and (n.nspname <> 'pg_catalog' or c.relname = 'pg_statistic')
                """
            )
        )
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }
        Assert.Contains("vault.person_keys", tables);
        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var rows = source.CreateCommand(
                $"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t"
            );
            found.AddRange(In((string)(await rows.ExecuteScalarAsync())!).Select(word => $"{table}: {word}"));
        }
        return found;
    }

    private static IEnumerable<(string Form, string Needle)> FormsOf(string word)
    {
        yield return ("text", word);
        var bytes = Encoding.UTF8.GetBytes(word);
        yield return ("hex", Convert.ToHexString(bytes));
        // Base64 of something that has the word in it: one needle per alignment, without the ends that neighbours reach
        // into.
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var skipped = (before * 8 + 5) / 6;
            var whole = (before + bytes.Length) * 8 / 6;
            yield return ("base64", encoded[skipped..whole]);
        }
    }
}
