using System.Collections.Immutable;
using Academy.Accounts;
using Academy.Chat;
using Academy.Chat.Moderation;
using Academy.Chat.Personal;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Moderation;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

// Moderation: settings, mutes, bans, reports, and readings by admins.
internal sealed partial class ChatRoom
{
    /// <summary>Reporters that are remembered for a message; further reports are ignored.</summary>
    private const int ReportersMax = 50;

    public Decision<Done> Change(Caller caller, ChangeRoom command)
    {
        if (!Moderates(caller, out var refusal))
            return refusal;
        if (Type == RoomType.Direct)
            return ChatRefusals.NotInDirectRooms;
        var title = Title;
        if (command.Title is not null && !MessageText.TryTitle(command.Title, out title))
            return ChatRefusals.TitleLength;
        var seconds = command.SlowModeSeconds ?? SlowModeSeconds;
        if (
            seconds is < 0 or > ChatLimits.SlowModeSecondsMax
            || !MessageText.TryWords(command.BlockedWords, out var words)
        )
            return ChatRefusals.SettingsInvalid;
        var blocked = words ?? BlockedWords;
        return title == Title && seconds == SlowModeSeconds && blocked.SequenceEqual(BlockedWords)
            ? Decision.Already(Done.Instance)
            : Decision.Of(Done.Instance, new RoomChanged(title, seconds, blocked, caller.User));
    }

    public Decision<Done> Mute(Caller caller, MuteMember command, DateTimeOffset now)
    {
        if (!MayRestrict(caller, command.UserId, out var refusal))
            return refusal;
        var (mute, isOn) = (Mutes.GetValueOrDefault(command.UserId), command.IsOn);
        if (!isOn)
            return mute is null
                ? Decision.Already(Done.Instance)
                : Decision.Of(Done.Instance, new MemberUnmuted(command.UserId, caller.User));
        if (!Members.ContainsKey(command.UserId))
            return ChatRefusals.MemberNotFound;
        if (command.Until <= now)
            return ChatRefusals.EndInPast;
        if (mute is null && Mutes.Count >= ChatLimits.BansMax)
            return ChatRefusals.TooManyBans;
        return mute is not null && mute.Until == command.Until
            ? Decision.Already(Done.Instance)
            : Decision.Of(Done.Instance, new MemberMuted(command.UserId, command.Until, caller.User));
    }

    /// <param name="caller">Who bans, or lifts a ban.</param>
    /// <param name="command">The person, and until when.</param>
    /// <param name="isEnrolled">
    /// Whether they are enrolled in the room's course: then they become a member again when the ban is lifted.
    /// </param>
    /// <param name="moment">When.</param>
    public Decision<Done> Ban(Caller caller, BanMember command, bool isEnrolled, Moment moment)
    {
        if (!MayRestrict(caller, command.UserId, out var refusal))
            return refusal;
        var ban = Bans.GetValueOrDefault(command.UserId);
        if (!command.IsOn)
        {
            if (ban is null)
                return Decision.Already(Done.Instance);
            var lifted = new MemberUnbanned(command.UserId, caller.User);
            return isEnrolled && !Members.ContainsKey(command.UserId) && Members.Count < ChatLimits.MembersMax
                ? Decision
                    .Of(Done.Instance, lifted, new MembersAdded([AsMember(command.UserId)], By: null))
                    .With(
                        NoticePeople.ToJoined(
                            [AsMember(command.UserId)],
                            Id,
                            Type!.Value,
                            Title,
                            by: null,
                            moment.Head + 2
                        )
                    )
                : Decision.Of(Done.Instance, lifted);
        }
        if (command.Until <= moment.Now)
            return ChatRefusals.EndInPast;
        if (ban is null && Bans.Count >= ChatLimits.BansMax)
            return ChatRefusals.TooManyBans;
        var isMember = Members.TryGetValue(command.UserId, out var member);
        if (isMember && IsLastOwner(member!) && Members.Count > 1)
            return ChatRefusals.OwnerStays;
        if (ban is null && !isMember)
            return ChatRefusals.MemberNotFound;
        if (!isMember && ban!.Until == command.Until)
            return Decision.Already(Done.Instance);
        var banned = new MemberBanned(command.UserId, command.Until, caller.User);
        return isMember
            ? Decision
                .Of(Done.Instance, banned, new MemberRemoved(command.UserId, caller.User, RemovalReason.Banned))
                .With(RemovalEffects(command.UserId, RemovalReason.Banned, moment.Head + 2, moment.Now))
            : Decision.Of(Done.Instance, banned);
    }

    /// <param name="caller">Who reports.</param>
    /// <param name="command">Which message.</param>
    /// <param name="reason">Sealed for the caller.</param>
    /// <param name="older">The message, if it is older than the recent ones.</param>
    /// <param name="moment">When.</param>
    public Decision<Done> Report(
        Caller caller,
        ReportMessage command,
        string reason,
        MessageFacts? older,
        Moment moment
    )
    {
        if (Type is null || !Members.ContainsKey(caller.User))
            return ChatRefusals.RoomNotFound;
        if (!command.Id.TryGetSeq(Id, out var seq) || FactsOfMessage(seq, older) is not { } mark)
            return ChatRefusals.MessageNotFound;
        if (mark.Sender == caller.User)
            return ChatRefusals.NotWithYourself;
        var reporters = Reports.GetValueOrDefault(seq, []);
        if (reporters.Contains(caller.User) || reporters.Length >= ReportersMax)
            return Decision.Already(Done.Instance);
        return reporters.IsEmpty && Reports.Count >= ChatLimits.ReportsMax
            ? ChatRefusals.TooManyReports
            : Decision
                .Of(Done.Instance, new ReportFiled(command.Id, seq, caller.User, reason))
                .With(
                    NoticePeople.Of(
                        Moderators,
                        new(NoticeKind.Reported, Id, MessageId: command.Id, Seq: moment.Head + 1)
                    )
                );
    }

    public Decision<Done> ResolveReport(Caller caller, ResolveReport command, MessageFacts? older)
    {
        if (!Moderates(caller, out var refusal))
            return refusal;
        if (!command.Id.TryGetSeq(Id, out var seq) || !Reports.ContainsKey(seq))
            return ChatRefusals.ReportNotFound;
        var resolved = new ReportResolved(command.Id, seq, caller.User, command.Action);
        return command.Action == ReportAction.Delete && FactsOfMessage(seq, older) is not null
            ? Decision.Of(Done.Instance, new MessageDeleted(command.Id, seq, caller.User), resolved)
            : Decision.Of(Done.Instance, resolved);
    }

    /// <summary>An admin reads a conversation. It is recorded, whether they are a member or not.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="reason">Why; the members see it.</param>
    /// <param name="range">The numbers of the messages that they will see.</param>
    /// <param name="now">When.</param>
    public Decision<Reading> Monitor(Caller caller, string reason, (long From, long To) range, DateTimeOffset now)
    {
        if (Type is null || caller.Role != Role.Admin)
            return ChatRefusals.RoomNotFound;
        return Decision.Of(
            new Reading(range.From, range.To, now),
            new ConversationMonitored(caller.User, reason, range.From, range.To, now)
        );
    }

    public Decision<Done> Expire(long upTo) =>
        Type is null || upTo <= ExpiredUpTo
            ? Decision.Already(Done.Instance)
            : Decision.Of(Done.Instance, new HistoryExpired(upTo));

    private IEnumerable<UserId> Moderators => Members.Where(m => m.Value.Role >= RoomRole.Moderator).Select(m => m.Key);

    private bool MayRestrict(
        Caller caller,
        UserId user,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal
    )
    {
        if (!Moderates(caller, out refusal))
            return false;
        refusal =
            Type == RoomType.Direct ? ChatRefusals.NotInDirectRooms
            : user == caller.User ? ChatRefusals.NotWithYourself
            : Members.TryGetValue(user, out var member) && !IsBelow(member, caller) ? ChatRefusals.HigherRole
            : null;
        return refusal is null;
    }
}
