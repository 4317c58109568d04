using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Commands;

namespace Academy.Grains.Demo;

/// <summary>
/// Conversations to look at: a course's room, a study group, and one between two. They are begun once.
/// </summary>
internal sealed class DemoChat(IGrainFactory grains, OrganizationId organization)
{
    private static readonly string Welcome = """
        Welcome to the room of this course! Three things:

        - **ask here**, not by mail: others have the same question
        - show code in code marks: `const [count, setCount] = useState(0)`
        - for longer things:

        ```js
        useEffect(() => {
          document.title = `Clicked ${count} times`
        }, [count])
        ```

        The slides are at https://academy.test/web/slides.
        """;

    /// <param name="learner">The demo log-in, who is in all of them.</param>
    /// <param name="instructor">Who teaches the course.</param>
    /// <param name="others">Learners who are enrolled in it.</param>
    public async Task SeedAsync(CourseId course, UserId learner, UserId instructor, IReadOnlyList<UserId> others)
    {
        var (teacher, robin, ann, ben) = (
            Of(instructor, Role.Instructor),
            Of(learner, Role.Student),
            Of(others[0], Role.Student),
            Of(others[1], Role.Student)
        );
        if (await OpenAsync(RoomId.OfCourse(course), teacher, new(RoomType.Course, course, [], null)) is { } ofCourse)
            await SeedCourseAsync(ofCourse, teacher, ann, ben, robin);
        if (
            await OpenAsync(
                RoomId.OfGroup(learner, "demo"),
                robin,
                new(RoomType.Group, null, [ann.User, ben.User], "Tuesday study group")
            ) is
            { } group
        )
        {
            await SayAsync(group, ann, "Same time this week?");
            await SayAsync(group, robin, "Yes. I bring the *hard* exercise.");
            await SayAsync(group, ben, "I am ten minutes late, begin without me.");
        }
        if (
            await OpenAsync(
                RoomId.OfPair(learner, instructor),
                robin,
                new(RoomType.Direct, null, [instructor], null)
            ) is
            { } two
        )
        {
            await SayAsync(two, robin, "May I hand in module 2B on Monday?");
            await SayAsync(two, teacher, "Of course. Monday noon.");
        }
    }

    private static async Task SeedCourseAsync(IChatRoomGrain room, Caller teacher, Caller ann, Caller ben, Caller robin)
    {
        var welcome = await SayAsync(room, teacher, Welcome);
        Accepted(await room.Pin(teacher, null, new(welcome.Id, true)));
        var question = await SayAsync(room, ann, "Why does my effect run twice when I start the page?");
        await SayAsync(
            room,
            ben,
            "In development React mounts everything twice, to show what is not cleaned up.",
            question.Id
        );
        var answer = await SayAsync(
            room,
            teacher,
            "> mounts everything twice\n\nJust so, and only there. Return a function that undoes what the effect did.",
            question.Id
        );
        Accepted(await room.React(ann, null, new(answer.Id, "👍", true)));
        Accepted(await room.React(robin, null, new(answer.Id, "👍", true)));
        Accepted(await room.React(robin, null, new(welcome.Id, "🎉", true)));
    }

    /// <summary>Null: the room was there, and whatever is said in it stays as it is.</summary>
    private async Task<IChatRoomGrain?> OpenAsync(RoomId id, Caller by, CreateRoom room)
    {
        var grain = grains.GetGrain<IChatRoomGrain>(GrainKey.Of(organization, id.Value));
        return Accepted(await grain.Create(by, null, room)).Created ? grain : null;
    }

    private static async Task<MessageReceipt> SayAsync(
        IChatRoomGrain room,
        Caller by,
        string body,
        MessageId? replyTo = null
    ) => Accepted(await room.Post(by, null, new(body, replyTo, [], [])));

    private Caller Of(UserId user, Role role) => new(organization, user, role);

    private static T Accepted<T>(Outcome<T> outcome) =>
        outcome.Accepted
            ? outcome.Answer
            : throw new InvalidOperationException($"The demo's conversations cannot be made: {outcome.Refusal.Detail}");
}
