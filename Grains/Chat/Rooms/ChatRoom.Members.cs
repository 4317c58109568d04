using System.Collections.Immutable;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Members and their roles.
internal sealed partial class ChatRoom
{
    /// <summary>Members in one event, which is encoded and sent as a whole.</summary>
    private const int MembersPerEvent = 500;

    public Decision<Done> RemoveMember(Caller caller, UserId user, Moment moment)
    {
        var isSelf = user == caller.User;
        if (!isSelf && !Moderates(caller, out var refusal))
            return refusal;
        if (!Members.TryGetValue(user, out var member))
            return isSelf ? ChatRefusals.RoomNotFound : ChatRefusals.MemberNotFound;
        if (Type != RoomType.Group)
            return ChatRefusals.MembersFixed;
        if (!isSelf && !IsBelow(member, caller))
            return ChatRefusals.HigherRole;
        if (IsLastOwner(member) && Members.Count > 1)
            return ChatRefusals.OwnerStays;
        return isSelf
            ? Removing(user, null, RemovalReason.Left, moment)
            : Removing(user, caller.User, RemovalReason.Removed, moment);
    }

    public Decision<Done> ChangeRole(Caller caller, ChangeMemberRole command)
    {
        if (!Moderates(caller, out var refusal))
            return refusal;
        if (Type == RoomType.Direct)
            return ChatRefusals.NotInDirectRooms;
        if (!Members.TryGetValue(command.UserId, out var member))
            return ChatRefusals.MemberNotFound;
        if (member.Role == command.Role)
            return Decision.Already(Done.Instance);
        // Owners appoint and demote owners; moderators appoint moderators.
        if (
            caller.Role != Role.Admin
            && Members[caller.User].Role < RoomRole.Owner
            && (command.Role == RoomRole.Owner || !IsBelow(member, caller))
        )
        {
            return ChatRefusals.HigherRole;
        }
        return IsLastOwner(member)
            ? ChatRefusals.OwnerStays
            : Decision.Of(Done.Instance, new MemberRoleChanged(command.UserId, command.Role, caller.User));
    }

    /// <summary>
    /// An enrollment in the room's course began or ended. The first one creates the room.
    /// </summary>
    /// <param name="id">The room's.</param>
    /// <param name="membership">The enrollment.</param>
    /// <param name="course">The course; needed only to create the room.</param>
    /// <param name="moment">A ban outlives an enrollment.</param>
    public Decision<Done> Follow(RoomId id, CourseMembership membership, CourseFact? course, Moment moment)
    {
        var user = membership.UserId;
        if (Type is null)
        {
            return membership.IsEnrolled && course is not null
                ? Beginning(id, course, by: null, also: user, _ => Done.Instance, moment)
                : Decision.Already(Done.Instance);
        }
        var member = Members.GetValueOrDefault(user);
        if (membership.IsEnrolled)
        {
            if (member is not null || IsBanned(user, moment.Now))
                return Decision.Already(Done.Instance);
            return Members.Count >= ChatLimits.MembersMax
                ? ChatRefusals.TooManyMembers
                : Adding([AsMember(user)], by: null, Done.Instance, moment);
        }
        // The instructor is in the room without an enrollment.
        return member is null or { Role: RoomRole.Owner }
            ? Decision.Already(Done.Instance)
            : Removing(user, null, RemovalReason.EnrollmentEnded, moment);
    }

    public bool IsBanned(UserId user, DateTimeOffset now) => Bans.TryGetValue(user, out var ban) && ban.IsOn(now);

    /// <summary>
    /// The room exists. An enrolled person who is not a member (a ban has ended, or the room was full) is added.
    /// </summary>
    private Decision<RoomOpening> Open(Caller caller, CourseFact? course, Moment moment)
    {
        var opening = new RoomOpening(View, Created: false);
        if (Members.ContainsKey(caller.User) || Type == RoomType.Course && caller.Role == Role.Admin)
            return Decision.Already(opening);
        if (
            course is null
            || course.Id != CourseId
            || !course.Enrolled.Contains(caller.User)
            || IsBanned(caller.User, moment.Now)
            || Members.Count >= ChatLimits.MembersMax
        )
        {
            return ChatRefusals.RoomNotFound;
        }
        return Adding(
            [AsMember(caller.User)],
            by: null,
            opening with
            {
                Room = opening.Room with { MemberCount = Members.Count + 1 },
            },
            moment
        );
    }

    private static Decision<RoomOpening> CreateOfCourse(
        Caller caller,
        RoomId id,
        CourseId? courseId,
        CourseFact? course,
        Moment moment
    )
    {
        if (
            course is null
            || course.Id != courseId
            || id != RoomId.OfCourse(course.Id)
            || !(caller.Role == Role.Admin || course.Instructor == caller.User || course.Enrolled.Contains(caller.User))
        )
        {
            return CatalogRefusals.CourseNotFound;
        }
        return Beginning(
            id,
            course,
            caller.User,
            also: null,
            members => new RoomOpening(
                new RoomView(id, RoomType.Course, course.Title, course.Id, members),
                Created: true
            ),
            moment
        );
    }

    private static Decision<RoomOpening> CreateDirect(
        Caller caller,
        RoomId id,
        CreateRoom command,
        CreateFacts facts,
        Moment moment
    )
    {
        if (command.MemberIds is not [var other] || other == caller.User)
            return ChatRefusals.NotWithYourself;
        if (!facts.Known.Contains(other) || id != RoomId.OfPair(caller.User, other))
            return ChatRefusals.PersonNotFound;
        return Created(id, RoomType.Direct, null, caller.User, [AsMember(caller.User), AsMember(other)], moment);
    }

    private static Decision<RoomOpening> CreateGroup(
        Caller caller,
        RoomId id,
        CreateRoom command,
        CreateFacts facts,
        Moment moment
    )
    {
        if (!MessageText.TryTitle(command.Title, out var title))
            return ChatRefusals.TitleLength;
        var others = command.MemberIds.Distinct().Where(user => user != caller.User).ToArray();
        if (others.Length >= ChatLimits.GroupMax)
            return ChatRefusals.TooManyMembers;
        if (facts.GroupsCreated >= ChatLimits.RoomsPerPersonMax)
            return ChatRefusals.TooManyRooms;
        return others.All(facts.Known.Contains)
            ? Created(
                id,
                RoomType.Group,
                title,
                caller.User,
                [new RoomMember(caller.User, RoomRole.Owner), .. others.Select(AsMember)],
                moment
            )
            : ChatRefusals.PersonNotFound;
    }

    private static Decision<RoomOpening> Created(
        RoomId id,
        RoomType type,
        string? title,
        UserId by,
        IReadOnlyList<RoomMember> members,
        Moment moment
    ) =>
        Decision
            .Of(
                new RoomOpening(new RoomView(id, type, title, null, members.Count), Created: true),
                new RoomCreated(id, type, title, null, by, members)
            )
            .With(NoticePeople.ToJoined(members, id, type, title, by, moment.Head + 1));

    /// <summary>A course's room begins with all learners, in several events if there are many.</summary>
    private static Decision<TAnswer> Beginning<TAnswer>(
        RoomId id,
        CourseFact course,
        UserId? by,
        UserId? also,
        Func<int, TAnswer> answer,
        Moment moment
    )
    {
        IEnumerable<UserId> enrolled = also is { } user ? [user, .. course.Enrolled] : course.Enrolled;
        RoomMember[] members =
        [
            new(course.Instructor, RoomRole.Owner),
            .. enrolled
                .Distinct()
                .Where(learner => learner != course.Instructor)
                .Take(ChatLimits.MembersMax - 1)
                .Select(AsMember),
        ];
        var chunks = members.Chunk(MembersPerEvent).ToArray();
        return Decision
            .Of<TAnswer>(
                answer(members.Length),
                [
                    new RoomCreated(id, RoomType.Course, course.Title, course.Id, by, chunks[0]),
                    .. chunks.Skip(1).Select(chunk => new MembersAdded(chunk, By: null)),
                ]
            )
            .With([
                .. chunks.SelectMany(
                    (chunk, i) =>
                        NoticePeople.ToJoined(
                            chunk,
                            id,
                            RoomType.Course,
                            course.Title,
                            i == 0 ? by : null,
                            moment.Head + 1 + i
                        )
                ),
            ]);
    }

    private Decision<TAnswer> Adding<TAnswer>(
        IReadOnlyList<RoomMember> added,
        UserId? by,
        TAnswer answer,
        Moment moment
    ) =>
        Decision
            .Of(answer, new MembersAdded(added, by))
            .With(NoticePeople.ToJoined(added, Id, Type!.Value, Title, by, moment.Head + 1));

    private Decision<Done> Removing(UserId user, UserId? by, RemovalReason reason, Moment moment) =>
        Decision
            .Of(Done.Instance, new MemberRemoved(user, by, reason))
            .With(RemovalEffects(user, reason, moment.Head + 1, moment.Now));

    /// <summary>Tells the nodes to end the person's subscriptions, and the person that they were removed.</summary>
    /// <param name="user">Who was removed.</param>
    /// <param name="reason">Why.</param>
    /// <param name="seq">The number of the removal.</param>
    /// <param name="now">When.</param>
    private IReadOnlyList<Effect> RemovalEffects(UserId user, RemovalReason reason, long seq, DateTimeOffset now) =>
        reason == RemovalReason.Erased
            ? [new EndSubscriptions(user, now)]
            :
            [
                new EndSubscriptions(user, now),
                new NoticePeople([user], new(NoticeKind.Left, Id, Reason: reason, Seq: seq)),
            ];

    private static RoomMember AsMember(UserId user) => new(user, RoomRole.Member);

    private bool IsBelow(Member member, Caller caller) =>
        caller.Role == Role.Admin || member.Role < Members[caller.User].Role;

    private void Add(IReadOnlyList<RoomMember> added, long seq, DateTimeOffset at)
    {
        var members = Members.ToBuilder();
        foreach (var (user, role) in added)
            members[user] = new Member(role, at, seq);
        Members = members.ToImmutable();
    }
}
