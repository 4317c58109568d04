using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Api.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(SignedInAnswer))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(PictureAnswer))]
[JsonSerializable(typeof(DemoAnswer))]
[JsonSerializable(typeof(Page<Flag>))]
internal sealed partial class AccountsApiJson : JsonSerializerContext;
