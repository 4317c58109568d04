using Academy.Accounts;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Who owns the room when its owner goes.
internal sealed partial class ChatRoom
{
    /// <summary>
    /// The person was erased. If they were the last owner of a group, the next in line is its owner from then on; a
    /// group of nobody else is closed by that.
    /// </summary>
    public Decision<Done> Forget(UserId user, Moment moment)
    {
        if (!Members.TryGetValue(user, out var member))
            return Decision.Already(Done.Instance);
        if (!IsLastOwner(member) || NextInLine(without: user) is not { } next)
            return Removing(user, null, RemovalReason.Erased, moment);
        return Decision
            .Of(
                Done.Instance,
                new MemberRoleChanged(next, RoomRole.Owner, user),
                new MemberRemoved(user, null, RemovalReason.Erased)
            )
            .With(RemovalEffects(user, RemovalReason.Erased, moment.Head + 2, moment.Now));
    }

    /// <summary>A group whose owner was erased by an earlier release gets the next in line as its owner.</summary>
    public Decision<Done> AppointOwner() =>
        Type == RoomType.Group
        && !Members.Values.Any(m => m.Role == RoomRole.Owner)
        && NextInLine(without: null) is { } next
            ? Decision.Of(Done.Instance, new MemberRoleChanged(next, RoomRole.Owner, next))
            : Decision.Already(Done.Instance);

    /// <summary>The room's course was handed over: its instructor owns the room.</summary>
    /// <param name="teacher">Who teaches the course.</param>
    /// <param name="former">Who taught it before.</param>
    /// <param name="isFormerEnrolled">Whether they stay as a learner.</param>
    /// <param name="moment">When.</param>
    public Decision<Done> FollowTeacher(UserId teacher, UserId former, bool isFormerEnrolled, Moment moment)
    {
        if (Type != RoomType.Course)
            return Decision.Already(Done.Instance);
        List<object> events = [];
        List<Effect> effects = [];
        if (Members.GetValueOrDefault(teacher) is { } known)
        {
            if (known.Role != RoomRole.Owner)
                events.Add(new MemberRoleChanged(teacher, RoomRole.Owner, teacher));
        }
        else
        {
            RoomMember[] added = [new(teacher, RoomRole.Owner)];
            events.Add(new MembersAdded(added, By: null));
            effects.AddRange(NoticePeople.ToJoined(added, Id, RoomType.Course, Title, by: null, moment.Head + 1));
        }
        if (former != teacher && Members.GetValueOrDefault(former) is { Role: RoomRole.Owner })
        {
            if (isFormerEnrolled)
                events.Add(new MemberRoleChanged(former, RoomRole.Member, teacher));
            else
            {
                events.Add(new MemberRemoved(former, null, RemovalReason.EnrollmentEnded));
                effects.AddRange(
                    RemovalEffects(former, RemovalReason.EnrollmentEnded, moment.Head + events.Count, moment.Now)
                );
            }
        }
        return events.Count == 0
            ? Decision.Already(Done.Instance)
            : Decision.Of<Done>(Done.Instance, events).With(effects);
    }

    /// <summary>Who would own the group: the senior moderator, else the longest member; null: nobody is left.</summary>
    private UserId? NextInLine(UserId? without) =>
        Members
            .Where(m => m.Key != without)
            .OrderByDescending(m => m.Value.Role)
            .ThenBy(m => m.Value.JoinedSeq)
            .ThenBy(m => m.Key.Value)
            .Select(m => (UserId?)m.Key)
            .FirstOrDefault();

    private bool IsLastOwner(Member member) =>
        Type == RoomType.Group
        && member.Role == RoomRole.Owner
        && Members.Values.Count(m => m.Role == RoomRole.Owner) == 1;
}
