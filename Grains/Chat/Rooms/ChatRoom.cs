using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Catalog;
using Academy.Chat;
using Academy.Chat.Rooms;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Grains.Chat.Moderation;
using Academy.Streams;

namespace Academy.Grains.Chat.Rooms;

/// <summary>
/// A room: its members, settings and rules. Of messages it has only facts of the latest ones (<see cref="Marks"/>), not
/// their text, so it stays small however much is written. What a command needs to know of an older message is passed
/// in.
/// </summary>
/// <remarks>
/// Its parts are <c>.Members</c>, <c>.Owners</c>, <c>.Messages</c> and <c>.Moderation</c>. Its collections are
/// immutable, so a copy (<see cref="ICopiedCore{TCore}"/>) is cheap also in a room of thousands.
/// </remarks>
internal sealed partial class ChatRoom : ICore, ICopiedCore<ChatRoom>
{
    /// <summary>Null: the room does not exist.</summary>
    public RoomType? Type { get; set; }

    public RoomId Id { get; set; }

    public string? Title { get; set; }

    public CourseId? CourseId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public ImmutableDictionary<UserId, Member> Members { get; set; } = ImmutableDictionary<UserId, Member>.Empty;

    public ImmutableDictionary<UserId, Mute> Mutes { get; set; } = ImmutableDictionary<UserId, Mute>.Empty;

    public ImmutableDictionary<UserId, Ban> Bans { get; set; } = ImmutableDictionary<UserId, Ban>.Empty;

    public int SlowModeSeconds { get; set; }

    public ImmutableArray<string> BlockedWords { get; set; } = [];

    /// <summary>Numbers of the pinned messages, in the order in which they were pinned.</summary>
    public ImmutableArray<long> Pins { get; set; } = [];

    /// <summary>Reported messages that wait for a moderator, with the people who reported them.</summary>
    public ImmutableDictionary<long, ImmutableArray<UserId>> Reports { get; set; } =
        ImmutableDictionary<long, ImmutableArray<UserId>>.Empty;

    public RecentMessages Marks { get; set; } = new();

    public RecentReactions Reactions { get; set; } = new();

    /// <summary>Messages up to this number have expired.</summary>
    public long ExpiredUpTo { get; set; }

    [JsonIgnore]
    public RoomView View => new(Id, Type!.Value, Title, CourseId, Members.Count);

    public ChatRoom Copy()
    {
        var copy = (ChatRoom)MemberwiseClone();
        (copy.Marks, copy.Reactions) = (Marks.Copy(), Reactions.Copy());
        return copy;
    }

    public Decision<RoomOpening> Create(Caller caller, RoomId id, CreateRoom command, CreateFacts facts, Moment moment)
    {
        if (Type is not null)
            return Open(caller, facts.Course, moment);
        return command.Type switch
        {
            RoomType.Course => CreateOfCourse(caller, id, command.CourseId, facts.Course, moment),
            RoomType.Direct => CreateDirect(caller, id, command, facts, moment),
            _ => CreateGroup(caller, id, command, facts, moment),
        };
    }

    public void Apply(object body, long seq, DateTimeOffset at)
    {
        switch (body)
        {
            case MessagePosted e:
                Take(e, seq, at);
                break;
            case MessageEdited e:
                Marks.Change(e.MessageSeq, mark => mark with { IsEdited = true });
                break;
            case MessageDeleted e:
                Marks.Change(e.MessageSeq, mark => mark with { IsDeleted = true });
                Pins = Pins.Remove(e.MessageSeq);
                break;
            case ReactionAdded e:
                Reactions.Add(e.MessageSeq, e.UserId, e.Emoji, isOn: true);
                break;
            case ReactionRemoved e:
                Reactions.Add(e.MessageSeq, e.UserId, e.Emoji, isOn: false);
                break;
            case MessagePinned e:
                Pins = Pins.Add(e.MessageSeq);
                break;
            case MessageUnpinned e:
                Pins = Pins.Remove(e.MessageSeq);
                break;
            case HistoryExpired e:
                (ExpiredUpTo, Pins) = (e.UpTo, Pins.RemoveAll(pin => pin <= e.UpTo));
                break;
            case RoomCreated e:
                (Id, Type, Title, CourseId, CreatedAt) = (e.RoomId, e.Type, e.Title, e.CourseId, at);
                Add(e.Members, seq, at);
                break;
            case RoomChanged e:
                (Title, SlowModeSeconds, BlockedWords) = (e.Title, e.SlowModeSeconds, [.. e.BlockedWords]);
                filter = null;
                break;
            case MembersAdded e:
                Add(e.Members, seq, at);
                break;
            case MemberRemoved e:
                Members = Members.Remove(e.UserId);
                break;
            case MemberRoleChanged e:
                Members = Members.SetItem(e.UserId, Members[e.UserId] with { Role = e.Role });
                break;
            case MemberMuted e:
                Mutes = Mutes.SetItem(e.UserId, new Mute(e.Until));
                break;
            case MemberUnmuted e:
                Mutes = Mutes.Remove(e.UserId);
                break;
            case MemberBanned e:
                Bans = Bans.SetItem(e.UserId, new Ban(e.Until));
                break;
            case MemberUnbanned e:
                Bans = Bans.Remove(e.UserId);
                break;
            case ReportFiled e:
                Reports = Reports.SetItem(e.MessageSeq, [.. Reports.GetValueOrDefault(e.MessageSeq, []), e.By]);
                break;
            case ReportResolved e:
                Reports = Reports.Remove(e.MessageSeq);
                break;
        }
    }

    /// <summary>Whether the caller may moderate, as a member or as an admin.</summary>
    public bool IsModerator(Caller caller) =>
        Type is not null
        && (
            caller.Role == Role.Admin
            || Type != RoomType.Direct
                && Members.TryGetValue(caller.User, out var member)
                && member.Role >= RoomRole.Moderator
        );

    /// <summary>
    /// The refusal if the caller may not moderate. Who is not in the room does not learn that it exists.
    /// </summary>
    private bool Moderates(Caller caller, [NotNullWhen(false)] out Refusal? refusal)
    {
        refusal =
            IsModerator(caller) ? null
            : Type is not null && Members.ContainsKey(caller.User) ? ChatRefusals.ModeratorsOnly
            : ChatRefusals.RoomNotFound;
        return refusal is null;
    }
}

/// <param name="JoinedSeq">The number of the event that added them.</param>
/// <param name="LastPostAt">Only kept while the room has slow mode.</param>
internal sealed record Member(
    RoomRole Role,
    DateTimeOffset JoinedAt,
    long JoinedSeq,
    DateTimeOffset? LastPostAt = null
);

/// <param name="Until">When it ends; null: when a moderator ends it.</param>
internal sealed record Mute(DateTimeOffset? Until)
{
    public bool IsOn(DateTimeOffset now) => Until is null || Until > now;
}

/// <param name="Until">When it ends; null: when a moderator ends it.</param>
internal sealed record Ban(DateTimeOffset? Until)
{
    public bool IsOn(DateTimeOffset now) => Until is null || Until > now;
}

/// <summary>Facts for the creation of a room.</summary>
/// <param name="Known">The named people who are in the organization.</param>
/// <param name="GroupsCreated">How many groups the caller has created.</param>
internal sealed record CreateFacts(CourseFact? Course, IReadOnlySet<UserId> Known, int GroupsCreated);

/// <summary>A published course with its learners.</summary>
internal sealed record CourseFact(CourseId Id, string Title, UserId Instructor, IReadOnlyList<UserId> Enrolled);
