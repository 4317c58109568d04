namespace Academy.Api.Learning;

/// <summary>Everything of learning over HTTP.</summary>
internal static class LearningEndpoints
{
    public static void MapLearning(this IEndpointRouteBuilder api)
    {
        api.MapEnrollments();
        api.MapProgress();
        api.MapCourseFigures();
    }
}
