using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Commands;
using Academy.Learning;
using Academy.Streams;

namespace Academy.Api.Learning;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(EnrollmentView))]
[JsonSerializable(typeof(Page<EnrollmentView>))]
[JsonSerializable(typeof(ProgressRecord))]
[JsonSerializable(typeof(Page<ProgressRecord>))]
[JsonSerializable(typeof(Page<ProgressListItem>))]
[JsonSerializable(typeof(ModuleCompletion))]
[JsonSerializable(typeof(LessonCompletion))]
[JsonSerializable(typeof(CourseFigures))]
[JsonSerializable(typeof(CourseProgressView))]
[JsonSerializable(typeof(OverallProgress))]
internal sealed partial class LearningApiJson : JsonSerializerContext;
