using Academy.Accounts;
using Academy.Catalog;
using Academy.Commands;

namespace Academy.Learning;

/// <summary>Lists over all learners, for admins and instructors.</summary>
public interface ILearningQueries
{
    /// <summary>All records of the organization, newest first.</summary>
    Task<Page<ProgressListItem>> AllProgress(
        OrganizationId organization,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>How the learners of a course do, all of them; whoever teaches it is none.</summary>
    Task<CourseFigures> FiguresOf(
        OrganizationId organization,
        CourseId course,
        DateTimeOffset now,
        CancellationToken cancellationToken
    );

    /// <summary>Whose enrollment it is, and in which course; null when there is none in this organization.</summary>
    Task<EnrollmentView?> FindEnrollment(
        OrganizationId organization,
        EnrollmentId enrollment,
        CancellationToken cancellationToken
    );
}

/// <summary>A progress record with the learner it belongs to.</summary>
public sealed record ProgressListItem(
    ProgressId Id,
    EnrollmentId EnrollmentId,
    UserId UserId,
    string DisplayName,
    CourseId CourseId,
    ModuleId ModuleId,
    bool Completed,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    int SecondsSpent
);

/// <param name="Learners">Who is enrolled.</param>
/// <param name="Active">Those who earned something in the course on one of the last seven days (UTC).</param>
/// <param name="Finished">Those who completed it.</param>
/// <param name="Completions">Modules that were completed, by all of them together.</param>
/// <param name="Modules">Modules that anybody completed.</param>
public sealed record CourseFigures(
    int Learners,
    int Active,
    int Finished,
    int Completions,
    IReadOnlyList<ModuleFigure> Modules
);

public sealed record ModuleFigure(ModuleId ModuleId, int Completions);
