using Academy.Accounts;
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
    Catalog.CourseId CourseId,
    Catalog.ModuleId ModuleId,
    bool Completed,
    DateTimeOffset StartedAt,
    DateTimeOffset? CompletedAt,
    int SecondsSpent
);
