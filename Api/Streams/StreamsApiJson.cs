using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Streams;

namespace Academy.Api.Streams;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(IReadOnlyList<StreamItem>))]
[JsonSerializable(typeof(StreamItem[]))]
[JsonSerializable(typeof(StreamControl))]
internal sealed partial class StreamsApiJson : JsonSerializerContext;
