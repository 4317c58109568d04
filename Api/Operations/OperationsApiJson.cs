using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Commands;
using Academy.Operations;
using Academy.Streams;

namespace Academy.Api.Operations;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Page<OutboxRow>))]
[JsonSerializable(typeof(Page<HousekeepingRow>))]
[JsonSerializable(typeof(VitalsAnswer))]
[JsonSerializable(typeof(ClusterState))]
[JsonSerializable(typeof(GrainState))]
[JsonSerializable(typeof(Page<TracedEvent>))]
[JsonSerializable(typeof(Page<AuditRow>))]
internal sealed partial class OperationsApiJson : JsonSerializerContext;
