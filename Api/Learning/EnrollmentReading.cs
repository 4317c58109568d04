using Academy.Accounts;
using Academy.Api.Operations;
using Academy.Catalog;
using Academy.Commands;
using Academy.Learning;
using Orleans;

namespace Academy.Api.Learning;

/// <summary>
/// Reads from an enrollment for those who may: the learner, the instructor of its course, admins. To anybody else it
/// does not exist.
/// </summary>
internal sealed class EnrollmentReading(IGrainFactory grains, ILearningQueries learning)
{
    /// <summary>Lets endpoints take it as a parameter.</summary>
    public static ValueTask<EnrollmentReading> BindAsync(HttpContext http) =>
        new(
            new EnrollmentReading(
                http.RequestServices.GetRequiredService<IGrainFactory>(),
                http.RequestServices.GetRequiredService<ILearningQueries>()
            )
        );

    /// <summary>Whether the enrollment of the address is the caller's, or in a course that they teach.</summary>
    public static async ValueTask<bool> IsRelated(HttpContext http, Caller caller) =>
        http.RouteId("enrollmentId") is { } id
        && await http
            .RequestServices.GetRequiredService<ILearningQueries>()
            .FindEnrollment(caller.Organization, new EnrollmentId(id), http.RequestAborted)
            is { } found
        && (
            found.UserId == caller.User
            || await http
                .RequestServices.GetRequiredService<ICatalogQueries>()
                .InstructorOf(caller.Organization, found.CourseId, http.RequestAborted) == caller.User
        );

    public async Task<Outcome<T>> ReadAsync<T>(
        Caller caller,
        EnrollmentId enrollment,
        Func<ILearningGrain, Task<Outcome<T>>> read,
        CancellationToken cancellationToken
    )
    {
        var own = await read(grains.GetGrain<ILearningGrain>(caller.Key));
        if (own.Accepted || own.Refusal.Kind != RefusalKind.NotFound || caller.Role == Role.Student)
            return own;
        return
            await learning.FindEnrollment(caller.Organization, enrollment, cancellationToken) is { } found
            && await MayReadAsync(caller, found.CourseId)
            ? await read(grains.GetGrain<ILearningGrain>(GrainKey.Of(caller.Organization, found.UserId.Value)))
            : own;
    }

    private async Task<bool> MayReadAsync(Caller caller, CourseId course)
    {
        if (caller.Role == Role.Admin)
            return true;
        var content = await grains.GetGrain<ICourseGrain>(GrainKey.Of(caller.Organization, course.Value)).Get(caller);
        return content.Accepted && content.Answer.Instructor == caller.User;
    }
}
