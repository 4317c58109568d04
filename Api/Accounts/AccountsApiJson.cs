using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Streams;

namespace Academy.Api.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(DemoAnswer))]
internal sealed partial class AccountsApiJson : JsonSerializerContext;
