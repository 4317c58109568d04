using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Streams;
using Academy.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Catalog;

internal sealed class CatalogQueries(NpgsqlDataSource database) : ICatalogQueries
{
    /// <summary>Where the pages of a search end: nobody reads further, and every page costs all before it.</summary>
    private const int SkipMax = 10_000;

    private const string Columns = """
        c.id, c.title, c.description, c.category, c.level, c.version, c.instructor, coalesce(u.display_name, ''), c.module_count,
        (select count(*) from enrollments e where e.course_id = c.id and e.status <> 'ended')::int
        """;

    public async Task<Page<CourseListItem>> Search(
        OrganizationId organization,
        CourseSearch search,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        // A search is ranked, so its pages are counted; a plain list goes on after the last row's key.
        var ranked = !string.IsNullOrWhiteSpace(search.Text);
        // The cursor of a plain list is none of a search: it starts from the top.
        var skip =
            ranked && PageCursor.Parse(page.Cursor)?.At.UtcTicks is { } counted and <= SkipMax ? (int)counted : 0;
        var after = ranked ? null : PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select {Columns}, c.published_at
              from courses c left join users u on u.id = c.instructor
             where c.organization = $1 and c.version > 0
               and ($2::text is null or lower(c.category) = lower($2))
               and ($3::text is null or c.level = $3)
               and ($4::text is null or c.words @@ websearch_to_tsquery('english', $4) or c.title ilike '%' || $5 || '%')
               and ($6::timestamptz is null or (c.published_at, c.id) < ($6, $7))
             order by case when $4::text is null then 0 else ts_rank(c.words, websearch_to_tsquery('english', $4)) end desc,
                      c.published_at desc, c.id desc
             limit $8 offset $9
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.Add(Text(search.Category));
        command.Parameters.Add(Text(search.Level is { } level ? LevelText.Of(level) : null));
        command.Parameters.Add(Text(ranked ? search.Text : null));
        command.Parameters.Add(Text(ranked ? EscapeLike(search.Text!) : null));
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)after?.At ?? DBNull.Value }
        );
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)after?.Id ?? DBNull.Value }
        );
        command.Parameters.AddWithValue(page.Limit + 1);
        command.Parameters.AddWithValue(skip);
        return await Read(
            command,
            page.Limit,
            (at, id) =>
                !ranked ? PageCursor.Of(at, id)
                : skip + page.Limit <= SkipMax ? PageCursor.Of(new DateTimeOffset(skip + page.Limit, TimeSpan.Zero), id)
                : null,
            cancellationToken
        );
    }

    public async Task<Page<CourseListItem>> OfInstructor(
        OrganizationId organization,
        UserId instructor,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select {Columns}, c.created_at
              from courses c left join users u on u.id = c.instructor
             where c.organization = $1 and c.instructor = $2
               and ($3::timestamptz is null or (c.created_at, c.id) < ($3, $4))
             order by c.created_at desc, c.id desc
             limit $5
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(instructor.Value);
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = (object?)after?.At ?? DBNull.Value }
        );
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid, Value = (object?)after?.Id ?? DBNull.Value }
        );
        command.Parameters.AddWithValue(page.Limit + 1);
        return await Read(command, page.Limit, PageCursor.Of, cancellationToken);
    }

    private static async Task<Page<CourseListItem>> Read(
        NpgsqlCommand command,
        int limit,
        Func<DateTimeOffset, Guid, string?> cursor,
        CancellationToken cancellationToken
    )
    {
        var items = new List<CourseListItem>();
        string? next = null;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        DateTimeOffset lastAt = default;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (items.Count == limit)
            {
                next = cursor(lastAt, items[^1].Id.Value);
                break;
            }
            lastAt = reader.GetFieldValue<DateTimeOffset>(10);
            items.Add(
                new CourseListItem(
                    new CourseId(reader.GetGuid(0)),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    LevelText.Parse(reader.GetString(4)),
                    reader.GetInt32(5) > 0 ? CourseStatus.Published : CourseStatus.Draft,
                    new UserId(reader.GetGuid(6)),
                    reader.GetString(7),
                    reader.GetInt32(8),
                    reader.GetInt32(9)
                )
            );
        }
        return new Page<CourseListItem>(items, next);
    }

    private static NpgsqlParameter Text(string? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private static string EscapeLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
}
