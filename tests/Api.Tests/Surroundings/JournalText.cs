using Academy.Chat.Rooms;
using Npgsql;

namespace Academy.Api.Tests.Surroundings;

/// <summary>What a database holds, as a reader of its files would see it.</summary>
internal static class JournalText
{
    /// <summary>All events and recorded commands.</summary>
    public static Task<string> OfAsync(string database) =>
        ReadAsync(
            database,
            "select coalesce(string_agg(e::text, E'\\n'), '') || coalesce((select string_agg(c::text, "
                + "E'\\n') from commands c), '') from events e"
        );

    /// <summary>How many events these people caused.</summary>
    public static Task<long> EventsByAsync(string database, params Guid[] actors) =>
        CountAsync(
            database,
            $"select count(*)::text from events where actor in ({string.Join(", ", actors.Select(a => $"'{a}'"))})"
        );

    public static Task<long> AccountsAsync(string database) =>
        CountAsync(database, "select count(*)::text from events where type = 'accounts.registered'");

    /// <summary>Whether a person's stream knows that they are in the course's room.</summary>
    public static async Task<bool> HasJoinedAsync(string database, Guid person, Guid course) =>
        await CountAsync(
            database,
            $"""
            select count(*)::text from events where stream like '%/user:{person}' and type = 'chat.room-joined'
               and data ->> 'roomId' = '{RoomId.OfCourse(new(course))}'
            """
        ) > 0;

    /// <summary>The traces of a stream's events by their numbers; those without are left out.</summary>
    public static async Task<Dictionary<long, string>> TracesAsync(string database, string stream)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select seq, correlation_id from events where stream = $1 and correlation_id is not null",
            connection
        )
        {
            Parameters = { new() { Value = stream } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var traces = new Dictionary<long, string>();
        while (await reader.ReadAsync())
            traces.Add(reader.GetInt64(0), reader.GetGuid(1).ToString("N"));
        return traces;
    }

    /// <summary>Puts a dead letter into the outbox.</summary>
    public static async Task<Guid> DeadLetterAsync(
        string database,
        string source,
        string kind = "test.never-handled"
    ) =>
        Guid.Parse(
            await ReadAsync(
                database,
                $$"""
                insert into outbox (id, kind, data, source_stream, source_seq, made_at, attempts, last_error, dead_at)
                values (gen_random_uuid(), '{{kind}}', '{"secret": "words"}',
                    '{{source}}', 1, now(), 15, 'It never works.', now())
                returning id::text
                """
            )
        );

    /// <summary>
    /// Flags a person because of a word. Their name has been looked at then: who looks at it takes a flag without a
    /// reason away.
    /// </summary>
    public static async Task<Guid> FlagAsync(string database, string organization, Guid person, string word) =>
        Guid.Parse(
            await ReadAsync(
                database,
                $"""
                with looked_at as (update users set skeletons = '{"{}"}' where id = '{person}')
                insert into flags (organization, kind, person, word)
                values ('{organization}', 'reserved-name', '{person}', '{word}') returning id::text
                """
            )
        );

    /// <summary>How many outbox rows are so, once there are this many.</summary>
    public static async Task<long> OutboxAsync(string database, string condition, long awaited = 1)
    {
        var found = -1L;
        for (var i = 0; i < 400 && found != awaited; i++)
        {
            if (i > 0)
                await Task.Delay(25);
            found = await CountAsync(database, $"select count(*)::text from outbox where {condition}");
        }
        return found;
    }

    public static Task ExecuteAsync(string database, string sql) =>
        ReadAsync(database, $"with changed as ({sql} returning 1) select count(*)::text from changed");

    public static async Task<long> CountAsync(string database, string sql) =>
        long.Parse(await ReadAsync(database, sql));

    private static async Task<string> ReadAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
