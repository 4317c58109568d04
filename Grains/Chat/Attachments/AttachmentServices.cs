using Academy.Chat.Attachments;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Chat.Attachments;

internal static class AttachmentServices
{
    public static void AddAttachments(this IServiceCollection services)
    {
        services.AddSingleton<AttachmentTable>();
        services.AddSingleton<PictureTable>();
        services.AddSingleton<AttachmentUses>();
        services.AddSingleton<AttachmentUpkeep>();
        services.AddSingleton<IAttachments, AttachmentStore>();
    }
}
