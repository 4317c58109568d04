using Academy.Api.Requests;
using Academy.Catalog;
using Academy.Learning;

namespace Academy.Api.Learning;

internal sealed record StartModuleBody(EnrollmentId EnrollmentId, ModuleId ModuleId) : IBody<StartModuleBody>
{
    public static StartModuleBody Read(JsonFields fields) =>
        new(new(fields.Id("enrollmentId")), new(fields.Id("moduleId")));
}

internal sealed record CompleteLessonBody(EnrollmentId EnrollmentId) : IBody<CompleteLessonBody>
{
    public static CompleteLessonBody Read(JsonFields fields) => new(new EnrollmentId(fields.Id("enrollmentId")));
}

/// <param name="SecondsSpent">Seconds to add to the time spent.</param>
internal sealed record PatchProgressBody(bool? Completed, int? SecondsSpent) : IBody<PatchProgressBody>
{
    public static PatchProgressBody Read(JsonFields fields) =>
        new(
            fields.OptionalBoolean("completed"),
            fields.OptionalInteger("secondsSpent", 0, LearningLimits.SecondsSpentMax)
        );
}
