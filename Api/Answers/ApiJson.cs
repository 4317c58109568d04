using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Api.Accounts;
using Academy.Api.Authentication;
using Academy.Api.Catalog;
using Academy.Api.Learning;
using Academy.Api.Problems;
using Academy.Api.Streams;
using Academy.Catalog;
using Academy.Commands;
using Academy.Gamification;
using Academy.Learning;
using Academy.Operations;
using Academy.Streams;

namespace Academy.Api.Answers;

/// <summary>Everything that is read from or written to JSON over HTTP, known at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.Never
)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSerializable(typeof(CreatedAnswer))]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(DemoAnswer))]
[JsonSerializable(typeof(RegisterBody))]
[JsonSerializable(typeof(LogInBody))]
[JsonSerializable(typeof(RefreshTokenBody))]
[JsonSerializable(typeof(ConfirmBody))]
[JsonSerializable(typeof(CreateCourseBody))]
[JsonSerializable(typeof(AddModuleBody))]
[JsonSerializable(typeof(AddLessonBody))]
[JsonSerializable(typeof(StartModuleBody))]
[JsonSerializable(typeof(CompleteLessonBody))]
[JsonSerializable(typeof(PatchProgressBody))]
[JsonSerializable(typeof(CourseAnswer))]
[JsonSerializable(typeof(Page<CourseListItem>))]
[JsonSerializable(typeof(Page<ProgressListItem>))]
[JsonSerializable(typeof(Page<ProgressRecord>))]
[JsonSerializable(typeof(Page<EnrollmentView>))]
[JsonSerializable(typeof(EnrollmentView))]
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(ModuleCompletion))]
[JsonSerializable(typeof(LessonCompletion))]
[JsonSerializable(typeof(CourseProgressView))]
[JsonSerializable(typeof(OverallProgress))]
[JsonSerializable(typeof(GameView))]
[JsonSerializable(typeof(LeaderboardView))]
[JsonSerializable(typeof(Page<OutboxRow>))]
[JsonSerializable(typeof(Page<HousekeepingRow>))]
[JsonSerializable(typeof(ClusterState))]
[JsonSerializable(typeof(GrainState))]
[JsonSerializable(typeof(Page<TracedEvent>))]
[JsonSerializable(typeof(IReadOnlyList<StreamItem>))]
[JsonSerializable(typeof(StreamItem[]))]
[JsonSerializable(typeof(StreamControl))]
internal sealed partial class ApiJson : JsonSerializerContext;
