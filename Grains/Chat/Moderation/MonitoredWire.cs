using Academy.Accounts;
using Academy.Streams;

namespace Academy.Grains.Chat.Moderation;

internal sealed record MonitoredWire(UserId By, string ByName, DateTimeOffset At, string Reason)
{
    public static MonitoredWire Of(ConversationMonitored e, WireContext context) =>
        new(e.By, context.Names.Of(e.By), e.At, e.Reason);
}
