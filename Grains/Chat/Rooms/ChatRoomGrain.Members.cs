using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Moderation;

namespace Academy.Grains.Chat.Rooms;

// Members.
internal sealed partial class ChatRoomGrain
{
    public async Task<Outcome<RoomOpening>> Create(Caller caller, CommandKey? key, CreateRoom command)
    {
        if (command.MemberIds.Count > ChatLimits.GroupMax)
            return ChatRefusals.TooManyMembers;
        return await stream.Execute(
            caller,
            key,
            (_, _) => FactsOf(caller, command),
            (state, facts, moment) => state.Create(caller, room, command, facts, moment)
        );
    }

    public async Task<Outcome<Done>> AddMembers(Caller caller, CommandKey? key, AddMembers command)
    {
        if (command.UserIds.Count > ChatLimits.MembersPerCommandMax)
            return ChatRefusals.TooManyMembers;
        return await stream.Execute(
            caller,
            key,
            (_, _) => Known([.. command.UserIds, caller.User]),
            (state, known, moment) => state.AddMembers(caller, command, known, moment)
        );
    }

    public Task<Outcome<Done>> RemoveMember(Caller caller, CommandKey? key, RemoveMember command) =>
        stream.Execute(caller, key, (state, moment) => state.RemoveMember(caller, command.UserId, moment));

    public Task<Outcome<Done>> ChangeRole(Caller caller, CommandKey? key, ChangeMemberRole command) =>
        stream.Execute(caller, key, (state, _) => state.ChangeRole(caller, command));

    public Task<Outcome<Done>> Follow(CourseMembership membership) =>
        stream.Execute(
            Person(membership.UserId),
            key: null,
            async (state, _) =>
            {
                await chat.Names.EnsureAsync([membership.UserId]);
                return state.Type is null ? await chat.Facts.Course(stream.Organization, membership.CourseId) : null;
            },
            (state, course, moment) => state.Follow(room, membership, course, moment)
        );

    public Task<Outcome<Done>> FollowTeacher(CourseTeacher course) =>
        stream.Execute(
            Person(course.Teacher),
            key: null,
            async (_, _) =>
            {
                await chat.Names.EnsureAsync([course.Teacher]);
                return course;
            },
            (state, facts, moment) => state.FollowTeacher(facts.Teacher, facts.Former, facts.IsFormerEnrolled, moment)
        );

    public Task<Outcome<Done>> AppointOwner() =>
        stream.Execute(Person(default), key: null, (state, _) => state.AppointOwner());

    public async Task Forget(UserId user)
    {
        latest.Forget(user);
        await stream.Execute(Person(user), key: null, (state, moment) => state.Forget(user, moment));
    }

    private async ValueTask<CreateFacts> FactsOf(Caller caller, CreateRoom command)
    {
        var course = command is { Type: RoomType.Course, CourseId: { } id }
            ? await chat.Facts.Course(stream.Organization, id)
            : null;
        var known = await Known(command.MemberIds);
        await chat.Names.EnsureAsync([caller.User]);
        var groups = command.Type == RoomType.Group ? await chat.Facts.GroupsCreated(caller.User) : 0;
        return new CreateFacts(course, known, groups);
    }

    /// <summary>Those of the people who are in the organization. Loads their names as well.</summary>
    private async ValueTask<IReadOnlySet<UserId>> Known(IReadOnlyList<UserId> people)
    {
        var known = await chat.Facts.Known(stream.Organization, people);
        await chat.Names.EnsureAsync(known);
        return known;
    }

    /// <summary>The person as the caller of a command of the system.</summary>
    private Caller Person(UserId user) => new(stream.Organization, user, Role.Student);

    /// <summary>The people whom an event's wire form names.</summary>
    private static IEnumerable<UserId> PeopleOf(object body) =>
        body switch
        {
            RoomCreated e => e.Members.Select(m => m.UserId),
            MembersAdded e => e.Members.Select(m => m.UserId),
            ConversationMonitored e => [e.By],
            _ => [],
        };
}
