using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Rooms;

namespace Academy.Api.Chat.Rooms;

/// <param name="CourseId">Of a course's room.</param>
/// <param name="MemberIds">The members of a group without the caller, or the other person of a direct room.</param>
/// <param name="Title">Of a group.</param>
internal sealed record CreateRoomBody(RoomType Type, Guid? CourseId, IReadOnlyList<Guid>? MemberIds, string? Title)
    : IBody<CreateRoomBody>
{
    public static CreateRoomBody Read(JsonFields fields)
    {
        var body = new CreateRoomBody(
            fields.Choice<RoomType>("type"),
            fields.OptionalId("courseId"),
            fields.OptionalIds("memberIds", ChatLimits.GroupMax),
            fields.OptionalText("title", ChatLimits.TitleMax)
        );
        if (fields.Problem is not null)
            return body;
        if (body.Type == RoomType.Course && body.CourseId is null)
            fields.Wrong("courseId", "A course's room needs its course.");
        if (body.Type == RoomType.Direct && body.MemberIds is not { Count: 1 })
            fields.Wrong("memberIds", "A direct room has one other person.");
        if (body.Type == RoomType.Group && body.Title is null)
            fields.Wrong("title", "A group needs a title.");
        return body;
    }
}

/// <summary>A setting that is left out is not changed.</summary>
/// <param name="SlowModeSeconds">How long a member waits between two messages; 0: no waiting.</param>
internal sealed record ChangeRoomBody(string? Title, int? SlowModeSeconds, IReadOnlyList<string>? BlockedWords)
    : IBody<ChangeRoomBody>
{
    public static ChangeRoomBody Read(JsonFields fields) =>
        new(
            fields.OptionalText("title", ChatLimits.TitleMax),
            fields.OptionalInteger("slowModeSeconds", 0, ChatLimits.SlowModeSecondsMax),
            fields.OptionalTexts("blockedWords", ChatLimits.BlockedWordsMax, ChatLimits.BlockedWordLengthMax)
        );
}

internal sealed record AddMembersBody(IReadOnlyList<Guid> UserIds) : IBody<AddMembersBody>
{
    public static AddMembersBody Read(JsonFields fields) => new(fields.Ids("userIds", ChatLimits.MembersPerCommandMax));
}

internal sealed record ChangeRoleBody(RoomRole Role) : IBody<ChangeRoleBody>
{
    public static ChangeRoleBody Read(JsonFields fields) => new(fields.Choice<RoomRole>("role"));
}
