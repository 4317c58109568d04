using Academy.Grains.Operations;
using Academy.Journal.Projections;
using Academy.Learning;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Learning;

internal static class LearningRegistration
{
    public static IServiceCollection AddLearning(this IServiceCollection services)
    {
        services.AddSlice(
            new()
            {
                Events = [.. LearningEvents.Types, .. CourseActivityEvents.Types],
                Streams = [new("course", static (grains, key) => grains.GetGrain<ICourseActivityGrain>(key))],
                Contracts =
                [
                    new(
                        "user",
                        [new("learning", LearningJson.Default.LearningSnapshot)],
                        WireForm.Of(LearningEvents.Types)
                    ),
                    new(
                        "course",
                        [new(StreamContract.Whole, CourseActivityJson.Default.CourseActivityView)],
                        WireForm.Of(CourseActivityEvents.Types)
                    ),
                ],
                Inspected = [InspectedGrain.Of<CourseActivityGrain, ICourseActivityGrain>()],
            }
        );
        services
            .AddOptions<LearningOptions>()
            .BindConfiguration("Learning")
            .Validate(o => o.TimeSpentAhead >= TimeSpan.Zero, "Learning__TimeSpentAhead must not be negative.")
            .ValidateOnStart();
        services.AddSingleton<IStreamGate, CourseActivityGate>();
        services.AddSingleton<CourseActivityNudges>();
        services.AddSingleton<IStreamDescriptor<CourseActivityState>, CourseActivityStream>();
        services.AddSingleton<IProjection, LearningProjection>();
        services.AddSingleton<ILearningQueries, LearningQueries>();
        return services;
    }
}
