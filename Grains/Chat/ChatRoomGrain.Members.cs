using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;

namespace Academy.Grains.Chat;

// Who is in the room.
internal sealed partial class ChatRoomGrain
{
    public async Task<Outcome<RoomOpening>> Create(Caller caller, CommandKey? key, CreateRoom command)
    {
        if (command.MemberIds.Count > ChatLimits.GroupMax)
            return ChatRefusals.TooManyMembers;
        var course = command is { Type: RoomType.Course, CourseId: { } id } ? await chat.Facts.Course(Organization, id) : null;
        var known = await chat.Facts.Known(Organization, command.MemberIds);
        var groups = command.Type == RoomType.Group ? await chat.Facts.GroupsCreated(caller.User) : 0;
        await Shell.Names.EnsureAsync([caller.User, .. known]);
        var facts = new CreateFacts(course, known, groups);
        return await Execute(
            caller, key, ChatJson.Default.RoomOpening, (state, moment) => state.Create(caller, room, command, facts, moment.Now));
    }

    public async Task<Outcome<Done>> AddMembers(Caller caller, CommandKey? key, AddMembers command)
    {
        if (command.UserIds.Count > ChatLimits.MembersPerCommandMax)
            return ChatRefusals.TooManyMembers;
        var known = await chat.Facts.Known(Organization, command.UserIds);
        await Shell.Names.EnsureAsync(known);
        return await Execute(caller, key, ChatJson.Default.Done, (state, moment) => state.AddMembers(caller, command, known, moment.Now));
    }

    public Task<Outcome<Done>> RemoveMember(Caller caller, CommandKey? key, RemoveMember command) =>
        Execute(caller, key, ChatJson.Default.Done, (state, _) => state.RemoveMember(caller, command.UserId));

    public Task<Outcome<Done>> ChangeRole(Caller caller, CommandKey? key, ChangeMemberRole command) =>
        Execute(caller, key, ChatJson.Default.Done, (state, _) => state.ChangeRole(caller, command));

    public async Task<Outcome<Done>> Follow(CourseMembership membership)
    {
        var course = Latest.Type is null ? await chat.Facts.Course(Organization, membership.CourseId) : null;
        await Shell.Names.EnsureAsync([membership.UserId]);
        return await Execute(
            Person(membership.UserId), key: null, ChatJson.Default.Done,
            (state, moment) => state.Follow(room, membership, course, moment.Now));
    }

    public async Task Forget(UserId user)
    {
        latest.Forget(user);
        await Execute(Person(user), key: null, ChatJson.Default.Done, (state, _) => state.Forget(user));
    }

    /// <summary>Whom the system speaks for.</summary>
    private Caller Person(UserId user) => new(Organization, user, Role.Student);

    private void MembersCommitted(IReadOnlyList<object> events)
    {
        foreach (var body in events)
        {
            if (body is RoomCreated or MembersAdded or MemberRemoved)
                mentionable = null;
        }
    }

    /// <summary>Whose names an event's wire form has.</summary>
    private static IEnumerable<UserId> PeopleOf(object body) => body switch
    {
        RoomCreated e => e.Members.Select(m => m.UserId),
        MembersAdded e => e.Members.Select(m => m.UserId),
        ConversationMonitored e => [e.By],
        _ => [],
    };
}
