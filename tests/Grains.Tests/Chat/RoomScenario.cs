using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Rooms;
using Academy.Streams;

namespace Academy.Grains.Tests.Chat;

/// <summary>
/// A room's core with people in it. People are numbers; 1 is the owner of a group, or teaches the course.
/// </summary>
internal sealed class RoomScenario
{
    private readonly Scenario<ChatRoom> scenario = new();

    public static readonly RoomId Room = new(Courses.Number(0x900));

    public ChatRoom Core => scenario.Core;

    public DateTimeOffset Now => scenario.Now;

    public long Head => scenario.Head;

    public Moment Moment => scenario.Moment;

    public IReadOnlyList<Effect> Effects<T>(Func<ChatRoom, Decision<T>> decide) => scenario.Effects(decide);

    public static UserId User(int n) => new(Courses.Number(0x100 + n));

    public static Caller Person(int n, Role role = Role.Student) => new(OrganizationId.Default, User(n), role);

    public static Caller Admin => Person(99, Role.Admin);

    public static RoomScenario Group(params int[] members) => new RoomScenario().Created(RoomType.Group, null, members);

    public static RoomScenario Direct() => new RoomScenario().Created(RoomType.Direct, null, [1, 2]);

    public static RoomScenario OfCourse(params int[] members) =>
        new RoomScenario().Created(RoomType.Course, Courses.CourseId(), members);

    public RoomScenario Given(params IEnumerable<object> events)
    {
        scenario.Given(events);
        return this;
    }

    public void After(TimeSpan time) => scenario.At(Now + time);

    public T Do<T>(Func<ChatRoom, Decision<T>> decide) => scenario.Do(decide);

    public void Refuses<T>(Refusal expected, Func<ChatRoom, Decision<T>> decide) => scenario.Refuses(expected, decide);

    public IReadOnlyList<object> Decides<T>(Func<ChatRoom, Decision<T>> decide)
    {
        var decision = decide(Core);
        Assert.True(decision.Refusal is null, $"refused: {decision.Refusal?.Code}");
        scenario.Given(decision.Events);
        return decision.Events;
    }

    /// <summary>Nothing changes, and it is not refused.</summary>
    public void Leaves<T>(Func<ChatRoom, Decision<T>> decide)
    {
        var decision = decide(Core);
        Assert.True(decision.Refusal is null, $"refused: {decision.Refusal?.Code}");
        Assert.Empty(decision.Events);
    }

    public MessageReceipt Post(
        int sender,
        string body = "Hello",
        MessageId? replyTo = null,
        params UserId[] mentions
    ) => Do(Posting(sender, body, replyTo, mentions));

    public Func<ChatRoom, Decision<MessageReceipt>> Posting(
        int sender,
        string body = "Hello",
        MessageId? replyTo = null,
        params UserId[] mentions
    ) =>
        room =>
            room.Post(
                Person(sender),
                new WrittenMessage(body, "sealed", mentions, replyTo),
                null,
                new Moment(Now, Head)
            );

    private RoomScenario Created(RoomType type, Academy.Catalog.CourseId? course, int[] members) =>
        Given(
            new RoomCreated(
                type == RoomType.Course ? RoomId.OfCourse(course!.Value) : Room,
                type,
                type == RoomType.Direct ? null : "Title",
                course,
                User(1),
                [
                    .. members.Select(n => new RoomMember(
                        User(n),
                        n == 1 && type != RoomType.Direct ? RoomRole.Owner : RoomRole.Member
                    )),
                ]
            )
        );
}
