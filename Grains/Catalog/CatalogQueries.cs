using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Search;
using Academy.Grains.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Catalog;

/// <summary>Lists of courses; <c>.Search</c> finds them by their words.</summary>
internal sealed partial class CatalogQueries(NpgsqlDataSource database) : ICatalogQueries
{
    /// <summary>Learners of a course: not who teaches it, and nobody who was erased.</summary>
    private const string EnrolledCount = """
        (select count(*) from enrollments e join users learner on learner.id = e.user_id
          where e.course_id = c.id and e.status <> 'ended' and e.user_id <> c.instructor)::int
        """;

    private const string Columns = $"""
        c.id, c.title, c.description, c.category, c.level, c.version, c.instructor, coalesce(u.display_name, ''),
        c.module_count, {EnrolledCount}
        """;

    /// <summary>Published, and of the category and the level that were asked for.</summary>
    private const string Listed = """
        c.organization = $1 and c.version > 0 and ($2::text is null or c.tokens @@ $2::tsquery)
               and ($3::text is null or c.level = $3)
        """;

    public async Task<Page<CourseListItem>> Search(
        OrganizationId organization,
        CourseSearch search,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        if (!string.IsNullOrWhiteSpace(search.Text))
            return await Ranked(organization, search, page, cancellationToken);
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select {Columns}, c.published_at
              from courses c left join users u on u.id = c.instructor
             where {Listed} and ($4::timestamptz is null or (c.published_at, c.id) < ($4, $5))
             order by c.published_at desc, c.id desc
             limit $6
            """
        );
        AddFilters(command, organization, search);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        return await Read(command, page.Limit, cancellationToken);
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
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        return await Read(command, page.Limit, cancellationToken);
    }

    public async Task<Page<CourseToTakeOver>> ToTakeOver(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            $"""
            select c.id, c.title, c.instructor, u.display_name, {EnrolledCount}, c.hand_over_asked_at, c.created_at
              from courses c left join users u on u.id = c.instructor
             where c.organization = $1 and c.version > 0 and (c.hand_over_asked_at is not null or u.id is null)
               and ($2::timestamptz is null or (c.created_at, c.id) < ($2, $3))
             order by c.created_at desc, c.id desc
             limit $4
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        var items = new List<CourseToTakeOver>();
        DateTimeOffset lastAt = default;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (items.Count == page.Limit)
                return new(items, PageCursor.Of(lastAt, items[^1].Id.Value));
            lastAt = reader.GetFieldValue<DateTimeOffset>(6);
            items.Add(
                new(
                    new CourseId(reader.GetGuid(0)),
                    reader.GetString(1),
                    new UserId(reader.GetGuid(2)),
                    reader.IsDBNull(3) ? null : reader.GetString(3),
                    reader.GetInt32(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5)
                )
            );
        }
        return new(items, null);
    }

    public async Task<UserId?> InstructorOf(
        OrganizationId organization,
        CourseId course,
        CancellationToken cancellationToken
    ) => (await FindAsync(organization, course, cancellationToken))?.Instructor;

    public async Task<bool> MaySee(Caller viewer, CourseId course, CancellationToken cancellationToken) =>
        await FindAsync(viewer.Organization, course, cancellationToken) is var (isPublished, instructor)
        && (isPublished || Course.ShowsDraft(instructor, viewer));

    private async Task<(bool IsPublished, UserId Instructor)?> FindAsync(
        OrganizationId organization,
        CourseId course,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "select version > 0, instructor from courses where id = $1 and organization = $2"
        );
        command.Parameters.AddWithValue(course.Value);
        command.Parameters.AddWithValue(organization.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetBoolean(0), new UserId(reader.GetGuid(1))) : null;
    }

    private static async Task<Page<CourseListItem>> Read(
        NpgsqlCommand command,
        int limit,
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
                next = PageCursor.Of(lastAt, items[^1].Id.Value);
                break;
            }
            lastAt = reader.GetFieldValue<DateTimeOffset>(10);
            items.Add(ItemOf(reader));
        }
        return new Page<CourseListItem>(items, next);
    }

    private static CourseListItem ItemOf(NpgsqlDataReader row) =>
        new(
            new CourseId(row.GetGuid(0)),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            LevelText.Parse(row.GetString(4)),
            row.GetInt32(5) > 0 ? CourseStatus.Published : CourseStatus.Draft,
            new UserId(row.GetGuid(6)),
            row.GetString(7),
            row.GetInt32(8),
            row.GetInt32(9)
        );

    /// <summary>The parameters of <see cref="Listed"/>.</summary>
    private static void AddFilters(NpgsqlCommand command, OrganizationId organization, CourseSearch search)
    {
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(
            search.Category is { } category ? SearchQuery.Literally(SearchTokens.Category, category) : null,
            NpgsqlDbType.Text
        );
        command.Parameters.AddOptional(search.Level is { } level ? LevelText.Of(level) : null, NpgsqlDbType.Text);
    }
}
