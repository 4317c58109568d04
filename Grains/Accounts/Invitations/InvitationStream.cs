using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Accounts.Invitations;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Accounts.Invitations;

/// <summary>The stream of an invitation, which nobody watches.</summary>
internal sealed class InvitationStream : IStreamDescriptor<Invitation>
{
    public JsonTypeInfo<Invitation> State => InvitationJson.Default.Invitation;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(InvitedPerson))]
[JsonSerializable(typeof(FirstAdminOrder))]
[JsonSerializable(typeof(Done))]
internal sealed partial class InvitationJson : JsonSerializerContext;
