using System.Reflection;
using Academy.Api.OpenApi;
using Academy.Api.Problems;
using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Rooms;
using Microsoft.AspNetCore.Http.Metadata;

namespace Academy.Api.Chat.Personal;

/// <summary><c>?q=&amp;roomId=</c> of the search in messages.</summary>
internal sealed class MessageSearchQuery(string text, RoomId? room, Problem? fault)
    : IFaulty,
        IEndpointParameterMetadataProvider
{
    public string Text => text;

    /// <summary>Null: all rooms of the caller.</summary>
    public RoomId? Room => room;

    public Problem? Fault => fault;

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        QueryParameter.AddTo(builder, new("q", "Words to look for."), new("roomId", "In this room only."));

    public static ValueTask<MessageSearchQuery> BindAsync(HttpContext http)
    {
        var fields = new QueryFields(http.Request.Query);
        var text = fields.Text("q", ChatLimits.SearchTextMax);
        if (text is null)
            fields.Wrong("q", "It is required.");
        var room = fields.Id("roomId") is { } id ? new RoomId(id) : (RoomId?)null;
        return new(new MessageSearchQuery(text ?? "", room, fields.Problem));
    }
}
