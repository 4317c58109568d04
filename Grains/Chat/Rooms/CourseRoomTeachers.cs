using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;
using Academy.Learning;

namespace Academy.Grains.Chat.Rooms;

/// <summary>Makes whoever teaches a course the owner of its room.</summary>
internal sealed class CourseRoomTeachers(IGrainFactory grains) : IOutboxHandler
{
    private const string FollowKind = "chat.follow-teacher";

    public string Kind => FollowKind;

    public static OutboxItem Follow(OrganizationId organization, CourseId course, UserId former, long seq) =>
        new(
            DerivedId.Of(FollowKind, course.Value, $"{seq}"),
            FollowKind,
            JsonSerializer.SerializeToUtf8Bytes(
                new(organization, course, former),
                CourseRoomTeachersJson.Default.HandedOverCourse
            )
        );

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var (organization, course, former) = JsonSerializer.Deserialize(
            work.Data.Span,
            CourseRoomTeachersJson.Default.HandedOverCourse
        )!;
        var room = grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization, RoomId.OfCourse(course).Value));
        var learner = grains.GetGrain<ILearningGrain>(GrainKey.Of(organization, former.Value));
        return await RoomFollowing.FollowAsync(
            () => TeacherAsync(organization, course),
            async teacher => await room.FollowTeacher(new(teacher, former, await learner.IsEnrolled(course)))
        );
    }

    private async Task<UserId> TeacherAsync(OrganizationId organization, CourseId course)
    {
        var admin = new Caller(organization, default, Role.Admin);
        var content = await grains.GetGrain<ICourseGrain>(GrainKey.Of(organization, course.Value)).Get(admin);
        return content.Accepted
            ? content.Answer.Instructor
            : throw new InvalidOperationException($"The course that was handed over is {content.Refusal.Code}.");
    }
}

internal sealed record HandedOverCourse(OrganizationId Organization, CourseId Course, UserId Former);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HandedOverCourse))]
internal sealed partial class CourseRoomTeachersJson : JsonSerializerContext;
