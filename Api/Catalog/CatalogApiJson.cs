using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Catalog;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Api.Catalog;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(CourseAnswer))]
[JsonSerializable(typeof(CatalogFacets))]
[JsonSerializable(typeof(Page<CourseListItem>))]
[JsonSerializable(typeof(Page<CourseToTakeOver>))]
internal sealed partial class CatalogApiJson : JsonSerializerContext;
