using Academy.Api.Authentication;
using Academy.Api.Chat.Attachments;
using Academy.Api.Chat.Messages;
using Academy.Api.Chat.Moderation;
using Academy.Api.Chat.Personal;
using Academy.Api.Chat.Rooms;

namespace Academy.Api.Chat;

/// <summary>All endpoints of chat.</summary>
internal static class ChatEndpoints
{
    public static IServiceCollection AddFileLinks(this IServiceCollection services) =>
        services.AddSingleton(provider => new FileLinks(
            provider.GetRequiredService<DerivedKeys>().Of("academy files"),
            provider.GetRequiredService<TimeProvider>()
        ));

    public static void MapChat(this IEndpointRouteBuilder api)
    {
        api.MapRooms();
        api.MapMessages();
        api.MapModeration();
        api.MapPersonalChat();
        api.MapExport();
        api.MapAttachments();
    }
}
