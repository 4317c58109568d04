using Academy.Accounts;
using Academy.Catalog;
using Academy.Learning;

namespace Academy.Grains.Learning;

internal sealed partial class LearningQueries
{
    /// <summary>Enrollments of the course that count: as the catalog counts them.</summary>
    private const string Enrolled = """
        select e.id, e.user_id, e.status
          from enrollments e join users learner on learner.id = e.user_id join courses c on c.id = e.course_id
         where e.course_id = $1 and c.organization = $2 and e.status <> 'ended' and e.user_id <> c.instructor
        """;

    public async Task<CourseFigures> FiguresOf(
        OrganizationId organization,
        CourseId course,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            with enrolled as materialized ({Enrolled}),
                 modules as (select p.module_id, count(*)::int as completions
                               from enrolled e join module_progress p on p.enrollment_id = e.id
                              where p.completed_at is not null group by p.module_id)
            select null::uuid, count(*)::int, count(*) filter (where status = 'completed')::int,
                   (select count(distinct x.user_id)::int from xp_days x join enrolled e on e.user_id = x.user_id
                     where x.course_id = $1 and x.day > $3)
              from enrolled
            union all
            select module_id, completions, 0, 0 from modules
             order by 1 nulls first
            """
        );
        command.Parameters.AddWithValue(course.Value);
        command.Parameters.AddWithValue(organization.Value);
        command.Parameters.AddWithValue(DateOnly.FromDateTime(now.UtcDateTime).AddDays(-7));
        var modules = new List<ModuleFigure>();
        var (learners, finished, active) = (0, 0, 0);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0))
                (learners, finished, active) = (reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
            else
                modules.Add(new(new ModuleId(reader.GetGuid(0)), reader.GetInt32(1)));
        }
        return new(learners, active, finished, modules.Sum(module => module.Completions), modules);
    }
}
