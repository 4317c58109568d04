using System.Text.Json.Serialization;
using Academy.Chat.Messages;

namespace Academy.Api.Chat.Messages;

/// <summary>Messages, newest first.</summary>
/// <param name="NextCursor">The value of <c>before</c> for older messages; null: there are none.</param>
/// <param name="HasNewer">Whether there are newer ones than the first.</param>
internal sealed record MessagesAnswer(
    IReadOnlyList<MessageView> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    bool HasNewer
)
{
    public static MessagesAnswer Of(MessagePage page) => new(page.Items, page.NextCursor?.ToString(), page.HasNewer);
}
