using System.Text.Json.Serialization;
using Academy.Chat.Messages;

namespace Academy.Api.Chat.Messages;

/// <summary>Messages, newest first.</summary>
/// <param name="NextCursor">The value of <c>cursor</c> for older messages; null: there are none. Of an admin's reading,
/// which is a command: the value of <c>before</c>, a number.</param>
/// <param name="HasNewer">Whether there are newer ones than the first.</param>
internal sealed record MessagesAnswer(
    IReadOnlyList<MessageView> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor,
    bool HasNewer
);
