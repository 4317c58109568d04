using System.Text.Json.Serialization;
using Academy.Chat.Messages;

namespace Academy.Api.Chat.Messages;

/// <summary>Messages, newest first.</summary>
/// <param name="NextCursor">For <c>before</c>: older ones; null at the beginning.</param>
/// <param name="HasNewer">Whether there are newer ones than the first.</param>
internal sealed record MessagesAnswer(
    IReadOnlyList<MessageView> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    bool HasNewer
)
{
    public static MessagesAnswer Of(MessagePage page) => new(page.Items, page.NextCursor?.ToString(), page.HasNewer);
}
