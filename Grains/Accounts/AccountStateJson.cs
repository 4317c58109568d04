using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Commands;
using Academy.Pictures;
using Academy.Streams;

namespace Academy.Grains.Accounts;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(EmailReservation))]
[JsonSerializable(typeof(SessionGrant))]
[JsonSerializable(typeof(SessionId))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(PictureChange))]
[JsonSerializable(typeof(ErasureOrder))]
internal sealed partial class AccountStateJson : JsonSerializerContext;
