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
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>Keeps the members of a course's room equal to its learners.</summary>
internal sealed class CourseRooms(IGrainFactory grains) : IOutboxHandler
{
    private const string FollowKind = "chat.follow-enrollment";

    public string Kind => FollowKind;

    public static OutboxItem Follow(OrganizationId organization, UserId user, CourseId course, long seq) =>
        new(
            DerivedId.Of(FollowKind, user.Value, $"{course} {seq}"),
            FollowKind,
            JsonSerializer.SerializeToUtf8Bytes(
                new(organization, user, course),
                CourseRoomsJson.Default.ChangedEnrollment
            )
        );

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var (organization, user, course) = JsonSerializer.Deserialize(
            work.Data.Span,
            CourseRoomsJson.Default.ChangedEnrollment
        )!;
        var learner = grains.GetGrain<ILearningGrain>(GrainKey.Of(organization, user.Value));
        var room = grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization, RoomId.OfCourse(course).Value));
        return await RoomFollowing.FollowAsync(
            () => learner.IsEnrolled(course),
            isEnrolled => room.Follow(new CourseMembership(course, user, isEnrolled))
        );
    }
}

/// <summary>An enrollment began or ended: the course's room is to follow.</summary>
/// <param name="Seq">The number of the change on the learner's stream.</param>
internal sealed record FollowEnrollment(CourseId Course, long Seq) : Deliver
{
    public override OutboxItem ToOutbox(StreamIdentity stream) =>
        CourseRooms.Follow(stream.Organization, new UserId(stream.Id), Course, Seq);
}

internal sealed record ChangedEnrollment(OrganizationId Organization, UserId User, CourseId Course);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChangedEnrollment))]
internal sealed partial class CourseRoomsJson : JsonSerializerContext;
