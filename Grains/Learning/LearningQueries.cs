using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Grains.Accounts;
using Academy.Grains.Streams;
using Academy.Learning;
using Academy.Streams;
using Npgsql;
using NpgsqlTypes;

namespace Academy.Grains.Learning;

internal sealed partial class LearningQueries(NpgsqlDataSource database) : ILearningQueries
{
    public async Task<Page<ProgressListItem>> AllProgress(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var after = PageCursor.Parse(page.Cursor);
        await using var command = database.CreateCommand(
            """
            select p.enrollment_id, p.module_id, p.user_id, coalesce(u.display_name, $5), p.course_id,
                   p.started_at, p.completed_at, p.seconds_spent, p.key
              from (select p.*, md5(p.enrollment_id::text || p.module_id::text)::uuid as key
                      from module_progress p join enrollments e on e.id = p.enrollment_id
                     where e.organization = $1) p
              left join users u on u.id = p.user_id
             where $2::timestamptz is null or (p.started_at, p.key) < ($2, $3)
             order by p.started_at desc, p.key desc
             limit $4
            """
        );
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddOptional(after?.At, NpgsqlDbType.TimestampTz);
        command.Parameters.AddOptional(after?.Id, NpgsqlDbType.Uuid);
        command.Parameters.AddWithValue(page.Limit + 1);
        command.Parameters.AddWithValue(Names.Unknown);

        var items = new List<ProgressListItem>();
        string? next = null;
        Guid lastKey = default;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (items.Count == page.Limit)
            {
                next = PageCursor.Of(items[^1].StartedAt, lastKey);
                break;
            }
            var (enrollment, module) = (new EnrollmentId(reader.GetGuid(0)), new ModuleId(reader.GetGuid(1)));
            lastKey = reader.GetGuid(8);
            items.Add(
                new ProgressListItem(
                    LearningCore.ProgressOf(enrollment, module),
                    enrollment,
                    new UserId(reader.GetGuid(2)),
                    reader.GetString(3),
                    new CourseId(reader.GetGuid(4)),
                    module,
                    !reader.IsDBNull(6),
                    reader.GetFieldValue<DateTimeOffset>(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                    reader.GetInt32(7)
                )
            );
        }
        return new Page<ProgressListItem>(items, next);
    }

    public async Task<EnrollmentView?> FindEnrollment(
        OrganizationId organization,
        EnrollmentId enrollment,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            "select course_id, user_id, status, enrolled_at from enrollments where id = $1 and organization = $2"
        );
        command.Parameters.AddWithValue(enrollment.Value);
        command.Parameters.AddWithValue(organization.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new EnrollmentView(
                enrollment,
                new CourseId(reader.GetGuid(0)),
                new UserId(reader.GetGuid(1)),
                reader.GetString(2) switch
                {
                    "completed" => EnrollmentStatus.Completed,
                    "ended" => EnrollmentStatus.Ended,
                    _ => EnrollmentStatus.Active,
                },
                reader.GetFieldValue<DateTimeOffset>(3)
            )
            : null;
    }
}
