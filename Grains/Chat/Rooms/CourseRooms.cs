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

/// <summary>
/// Makes the room of a course follow its enrollments. A row says that an enrollment changed, not to what: rows come in
/// no order, and more than once. So the learner is asked, the room is told, and the learner is asked again, until the
/// room has been told what is so.
/// </summary>
internal sealed class CourseRooms(IGrainFactory grains) : IOutboxHandler
{
    private const string FollowKind = "chat.follow-enrollment";

    /// <summary>Somebody who enrolls and ends it over and over is looked after later.</summary>
    private const int LooksMax = 10;

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
        var isEnrolled = await learner.IsEnrolled(course);
        for (var look = 0; look < LooksMax; look++)
        {
            var told = isEnrolled;
            if ((await room.Follow(new CourseMembership(course, user, told))).Refusal is { } refusal)
                return OutboxResult.Never($"It was refused: {refusal.Code}.");
            isEnrolled = await learner.IsEnrolled(course);
            if (isEnrolled == told)
                return OutboxResult.Done;
        }
        throw new InvalidOperationException("The enrollment changes all the time.");
    }
}

/// <summary>The course's room looks at an enrollment that began or ended.</summary>
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
