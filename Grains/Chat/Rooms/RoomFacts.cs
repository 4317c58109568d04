using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Catalog;
using Npgsql;

namespace Academy.Grains.Chat.Rooms;

/// <summary>Facts about people and courses that a room needs before it decides.</summary>
internal sealed class RoomFacts(NpgsqlDataSource database, PublishedCourseCache courses)
{
    /// <summary>Which of these people are in the organization.</summary>
    public async Task<IReadOnlySet<UserId>> Known(OrganizationId organization, IEnumerable<UserId> people)
    {
        var ids = people.Select(p => p.Value).Distinct().ToArray();
        return ids.Length == 0
            ? new HashSet<UserId>()
            : await UsersAsync(
                "select id from users where organization = $1 and id = any($2)",
                organization.Value,
                ids
            );
    }

    /// <summary>
    /// The course with its learners, in the order of their enrollment; null if it does not exist or is not published.
    /// </summary>
    public async Task<CourseFact?> Course(OrganizationId organization, CourseId id)
    {
        if (await courses.Latest(GrainKey.Of(organization, id.Value)) is not { Content: var content })
            return null;
        var enrolled = await UsersAsync(
            """
            select e.user_id from enrollments e join users u on u.id = e.user_id
             where e.organization = $1 and e.course_id = $2 and e.status <> 'ended' order by e.enrolled_at, e.id
            """,
            organization.Value,
            id.Value
        );
        return new CourseFact(id, content.Title, content.Instructor, [.. enrolled]);
    }

    public async Task<int> GroupsCreated(UserId by)
    {
        await using var command = database.CreateCommand(
            "select count(*) from chat_rooms where created_by = $1 and type = 'group'"
        );
        command.Parameters.AddWithValue(by.Value);
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<HashSet<UserId>> UsersAsync(string sql, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        var users = new HashSet<UserId>();
        while (await reader.ReadAsync())
            users.Add(new UserId(reader.GetGuid(0)));
        return users;
    }
}
