using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Catalog;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Catalog;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Course))]
[JsonSerializable(typeof(CourseId))]
[JsonSerializable(typeof(ModuleId))]
[JsonSerializable(typeof(LessonId))]
[JsonSerializable(typeof(PublishedVersion))]
[JsonSerializable(typeof(Done))]
internal sealed partial class CatalogJson : JsonSerializerContext;
