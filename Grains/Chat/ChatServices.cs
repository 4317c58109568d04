using System.Text.Json.Serialization;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Grains.Accounts;
using Academy.Grains.Chat.Attachments;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Personal;
using Academy.Grains.Chat.Presence;
using Academy.Grains.Chat.Rooms;
using Academy.Journal.Outbox;
using Academy.Journal.Projections;
using Academy.Streams;
using Academy.Vault;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Academy.Grains.Chat;

/// <summary>The services that rooms use.</summary>
internal sealed record ChatServices(
    IGrainFactory Grains,
    Names Names,
    RoomFacts Facts,
    MessageRows Rows,
    ReadPositions Reads,
    IPersonVault Vault,
    IAttachments Attachments,
    WritingBudget Budget,
    IOptions<ChatOptions> Options
);

internal static class ChatRegistration
{
    public static IServiceCollection AddChat(this IServiceCollection services)
    {
        services.AddSlice(ChatSlice.Descriptor);
        services
            .AddOptions<ChatOptions>()
            .BindConfiguration("Chat")
            .Configure<IConfiguration>(
                (o, settings) => o.RateBurst = settings.GetValue("RateLimiting:Enabled", true) ? o.RateBurst : 0
            )
            .Validate(o => o.IsValid, "Chat__RateBurst must not be negative, and Chat__RatePerSecond be more than 0.")
            .ValidateOnStart();
        services.AddSingleton<RoomFacts>();
        services.AddSingleton<MessageRows>();
        services.AddSingleton<ReadPositions>();
        services.AddSingleton<IDraftIndex, DraftIndex>();
        services.AddSingleton<WritingBudget>();
        services.AddSingleton<ChatServices>();
        services.AddSingleton<IStreamDescriptor<ChatRoom>, RoomStream>();
        services.AddSingleton<IChatQueries, ChatQueries>();
        services.AddSingleton<ChatErasure>();
        services.AddSingleton<ErasureUpkeep>();
        services.AddSingleton<MessageRetentionSweep>();
        services.AddSingleton(MessageSearch.Unindexed);
        services.AddSingleton(RoomTokens.Unindexed);
        services.AddKeyedSingleton<JsonSerializerContext>(LatestStates.Storage, StoredDraftsJson.Default);
        services.AddAttachments();
        services.AddSingleton<IProjection, RoomProjection>();
        services.AddSingleton<IProjection, MessageProjection>();
        services.AddSingleton<IProjection, PersonalChatProjection>();
        services.AddSingleton<IOutboxHandler, CourseRooms>();
        services.AddSingleton<IOutboxHandler, CourseRoomTeachers>();
        services.AddSingleton<IOutboxHandler, RoomNotices>();
        return services;
    }
}
