using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;
using Academy.Operations;
using Academy.Streams;

namespace Academy.Grains.Learning;

/// <summary>
/// Admins may watch the activity of courses that others teach: that they do is written down first, whichever door they
/// take.
/// </summary>
internal sealed class CourseActivityGate(ICatalogQueries catalog, IAuditTrail trail) : IStreamGate
{
    public string Kind => "course";

    public async ValueTask<bool> LetsIn(Caller caller, string id, CancellationToken cancellationToken)
    {
        if (
            caller.Role == Role.Admin
            && await catalog.InstructorOf(caller.Organization, new CourseId(Guid.Parse(id)), cancellationToken)
                is { } instructor
            && instructor != caller.User
        )
            await trail.Record(
                caller,
                "stream course",
                new Dictionary<string, string>(StringComparer.Ordinal) { ["courseId"] = id },
                cancellationToken
            );
        return true;
    }
}
