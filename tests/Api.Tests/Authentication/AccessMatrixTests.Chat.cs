using System.Text;

namespace Academy.Api.Tests.Authentication;

/// <summary>
/// The rows of chat. The room is a group: the learner owns it, the teacher is a member, the other teacher moderates;
/// the other learner and the admin are not in it. Each caller has a message and a member of their own to do something
/// to.
/// </summary>
public sealed partial class AccessMatrixTests
{
    private static Row[] ChatRows() =>
        [
            // nobody owner stranger member moderator admin elsewhere's
            new("POST /api/v1/chat/rooms", [No, Ok, Ok, Ok, Ok, Ok, Ok], Body: _ => new
            {
                type = "group",
                title = "Another",
            }),
            new("GET /api/v1/chat/rooms", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
            new("GET /api/v1/chat/rooms/{roomId}", [No, Ok, Hidden, Ok, Ok, Ok, Hidden]),
            new("PATCH /api/v1/chat/rooms/{roomId}", [No, Ok, Hidden, Role_, Ok, Ok, Hidden], Body: _ => new
            {
                title = "Group",
            }),
            new("GET /api/v1/chat/rooms/{roomId}/members", [No, Ok, Hidden, Ok, Ok, Ok, Hidden]),
            new("POST /api/v1/chat/rooms/{roomId}/members", [No, Ok, Hidden, Role_, Ok, Ok, Hidden], Body: s => new
            {
                userIds = s.Chat.Members[..1],
            }),
            new(
                "PATCH /api/v1/chat/rooms/{roomId}/members/{userId}",
                [No, Ok, Hidden, Role_, Ok, Ok, Hidden],
                Body: _ => new { role = "member" }
            ),
            new(
                "PUT /api/v1/chat/rooms/{roomId}/members/{userId}/mute",
                [No, Ok, Hidden, Role_, Ok, Ok, Hidden],
                Body: _ => new { }
            ),
            new("DELETE /api/v1/chat/rooms/{roomId}/members/{userId}/mute", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new("GET /api/v1/chat/rooms/{roomId}/messages", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]),
            new("POST /api/v1/chat/rooms/{roomId}/messages", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden], Body: _ => new
            {
                body = "Hello",
            }),
            new(
                "PATCH /api/v1/chat/rooms/{roomId}/messages/{messageId}",
                [No, Ok, Hidden, Role_, Role_, Hidden, Hidden],
                Body: _ => new { body = "Hello" }
            ),
            new(
                "PUT /api/v1/chat/rooms/{roomId}/messages/{messageId}/reactions/{emoji}",
                [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]
            ),
            new(
                "DELETE /api/v1/chat/rooms/{roomId}/messages/{messageId}/reactions/{emoji}",
                [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]
            ),
            new("PUT /api/v1/chat/rooms/{roomId}/messages/{messageId}/pin", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new("DELETE /api/v1/chat/rooms/{roomId}/messages/{messageId}/pin", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new(
                "GET /api/v1/chat/rooms/{roomId}/messages/{messageId}/thread",
                [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]
            ),
            new(
                "GET /api/v1/chat/rooms/{roomId}/messages/{messageId}/seen-by",
                [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]
            ),
            new(
                "POST /api/v1/chat/rooms/{roomId}/messages/{messageId}/reports",
                [No, Ok, Hidden, Ok, Ok, Hidden, Hidden],
                Body: _ => new { reason = "Rude" }
            ),
            new("GET /api/v1/chat/rooms/{roomId}/reports", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new(
                "POST /api/v1/chat/rooms/{roomId}/reports/{messageId}/resolve",
                [No, Ok, Hidden, Role_, Ok, Hidden, Hidden],
                Body: _ => new { action = "dismiss" }
            ),
            new("PUT /api/v1/chat/rooms/{roomId}/read", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden], Body: _ => new
            {
                seq = 1,
            }),
            new("PUT /api/v1/chat/rooms/{roomId}/draft", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden], Body: _ => new
            {
                body = "Hel",
            }),
            new("DELETE /api/v1/chat/rooms/{roomId}/draft", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]),
            new("GET /api/v1/chat/rooms/{roomId}/presence", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]),
            new("GET /api/v1/chat/rooms/{roomId}/export", [No, Ok, Hidden, Role_, Ok, 400, 400]),
            new(
                "GET /api/v1/chat/rooms/{roomId}/export",
                [No, Ok, Hidden, Role_, Ok, Ok, Hidden],
                Query: "?format=csv&reason=An%20audit"
            ),
            new("POST /api/v1/chat/rooms/{roomId}/attachments", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden], Body: _ =>
                File()
            ),
            new("GET /api/v1/chat/rooms/{roomId}/attachments/{attachmentId}", [No, Ok, Hidden, Ok, Ok, Hidden, Hidden]),
            new("GET /api/v1/files/{fileId}", [Role_, Role_, Role_, Role_, Role_, Role_, Role_]),
            new("GET /api/v1/chat/people", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
            new("GET /api/v1/chat/search", [No, Ok, Ok, Ok, Ok, Ok, Ok], Query: "?q=look"),
            new("GET /api/v1/chat/privacy", [No, Ok, Ok, Ok, Ok, Ok, Ok]),
            new("GET /api/v1/admin/chat/rooms", [No, Role_, Role_, Role_, Role_, Ok, Ok]),
            new(
                "POST /api/v1/admin/chat/rooms/{roomId}/readings",
                [No, Role_, Role_, Role_, Role_, Ok, Hidden],
                Body: _ => new { reason = "An audit" }
            ),
            // What ends something comes last.
            new("DELETE /api/v1/chat/rooms/{roomId}/messages/{messageId}", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new("DELETE /api/v1/chat/rooms/{roomId}/members/{userId}", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new("PUT /api/v1/chat/rooms/{roomId}/bans/{userId}", [No, Ok, Hidden, Role_, Ok, Ok, Hidden], Body: _ => new
            {
                until = "2999-01-01T00:00:00Z",
            }),
            new("GET /api/v1/chat/rooms/{roomId}/bans", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
            new("DELETE /api/v1/chat/rooms/{roomId}/bans/{userId}", [No, Ok, Hidden, Role_, Ok, Ok, Hidden]),
        ];

    private static StringContent File() => new("a text", Encoding.UTF8, "text/plain");
}
