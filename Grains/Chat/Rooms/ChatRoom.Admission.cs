using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Moderation;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Letting people in.
internal sealed partial class ChatRoom
{
    public Decision<Done> AddMembers(Caller caller, AddMembers command, IReadOnlySet<UserId> known, Moment moment)
    {
        if (!Moderates(caller, out var refusal))
            return refusal;
        if (Type != RoomType.Group)
            return ChatRefusals.MembersFixed;
        var added = command.UserIds.Distinct().Where(user => !Members.ContainsKey(user)).ToArray();
        if (
            command.UserIds.Count > ChatLimits.MembersPerCommandMax
            || Members.Count + added.Length > ChatLimits.MembersMax
        )
            return ChatRefusals.TooManyMembers;
        if (added.Any(user => !known.Contains(user) || IsBanned(user, moment.Now)))
            return ChatRefusals.PersonNotFound;
        if (added.Length == 0)
            return Decision.Already(Done.Instance);
        var adding = Adding([.. added.Select(AsMember)], caller.User, Done.Instance, moment);
        return Members.ContainsKey(caller.User)
            ? adding
            : adding with
            {
                Events = [.. adding.Events, LetInByRole(caller, added, moment)],
            };
    }

    /// <summary>
    /// An admin who is not in the room lets somebody in, who reads all of it from now on: its members see that as they
    /// see a reading.
    /// </summary>
    private static ConversationMonitored LetInByRole(Caller caller, UserId[] added, Moment moment) =>
        new(
            caller.User,
            added.Contains(caller.User) ? "Joined as an administrator." : "Added somebody as an administrator.",
            FromSeq: 1,
            moment.Head,
            moment.Now
        );
}
