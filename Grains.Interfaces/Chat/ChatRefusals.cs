using Academy.Commands;

namespace Academy.Chat;

public static class ChatRefusals
{
    /// <summary>The room does not exist, or the caller is not in it; the answer does not tell which.</summary>
    public static readonly Refusal RoomNotFound = new(
        "chat.room-not-found",
        RefusalKind.NotFound,
        "You are in no such room."
    );

    public static readonly Refusal MessageNotFound = new(
        "chat.message-not-found",
        RefusalKind.NotFound,
        "The room has no such message."
    );

    public static readonly Refusal AttachmentNotFound = new(
        "chat.attachment-not-found",
        RefusalKind.NotFound,
        "You uploaded no such file for this room."
    );

    private static readonly Refusal AttachmentType = new(
        "chat.attachment-type",
        RefusalKind.Unprocessable,
        "Files of this kind are not taken, or the file is not of the kind that it is said to be."
    );

    public static readonly Refusal AttachmentEmpty = new(
        "chat.attachment-empty",
        RefusalKind.Invalid,
        "The file is empty."
    );

    public static readonly Refusal AttachmentQuota = new(
        "chat.attachment-quota",
        RefusalKind.Unprocessable,
        "You have uploaded as much as one person may."
    );

    public static readonly Refusal LinkInvalid = new(
        "chat.link-invalid",
        RefusalKind.Forbidden,
        "This link is not valid, or no longer: ask for the attachment again."
    );

    public static readonly Refusal PersonNotFound = new(
        "chat.person-not-found",
        RefusalKind.Unprocessable,
        "There is no such person in your organization."
    );

    public static readonly Refusal MemberNotFound = new(
        "chat.member-not-found",
        RefusalKind.NotFound,
        "The room has no such member."
    );

    public static readonly Refusal ModeratorsOnly = new(
        "chat.moderators-only",
        RefusalKind.Forbidden,
        "Only the room's moderators may do this."
    );

    public static readonly Refusal NotYourMessage = new(
        "chat.not-your-message",
        RefusalKind.Forbidden,
        "Only its author may do this."
    );

    public static readonly Refusal MembersFixed = new(
        "chat.members-fixed",
        RefusalKind.Conflict,
        "The members of this room cannot be changed by hand."
    );

    public static readonly Refusal NotInDirectRooms = new(
        "chat.not-in-direct-rooms",
        RefusalKind.Conflict,
        "There is no such thing in a room of two."
    );

    public static readonly Refusal OwnerStays = new(
        "chat.owner-stays",
        RefusalKind.Conflict,
        "The room needs an owner: make somebody else one first."
    );

    public static readonly Refusal HigherRole = new(
        "chat.higher-role",
        RefusalKind.Forbidden,
        "This member's role is not below yours."
    );

    public static readonly Refusal NotWithYourself = new(
        "chat.not-with-yourself",
        RefusalKind.Unprocessable,
        "This needs somebody else."
    );

    public static readonly Refusal TooManyMembers = new(
        "chat.too-many-members",
        RefusalKind.Unprocessable,
        $"A room has at most {ChatLimits.MembersMax} members, a new group {ChatLimits.GroupMax}, "
            + $"and at most {ChatLimits.MembersPerCommandMax} are added at once."
    );

    public static readonly Refusal TooManyRooms = new(
        "chat.too-many-rooms",
        RefusalKind.Unprocessable,
        $"A person creates at most {ChatLimits.RoomsPerPersonMax} groups."
    );

    public static readonly Refusal BodyLength = new(
        "chat.body-length",
        RefusalKind.Invalid,
        $"A message has 1 to {ChatLimits.BodyMax} characters; beside files it may have none."
    );

    public static readonly Refusal TitleLength = new(
        "chat.title-length",
        RefusalKind.Invalid,
        $"A group's title has 1 to {ChatLimits.TitleMax} characters."
    );

    public static readonly Refusal ReasonLength = new(
        "chat.reason-length",
        RefusalKind.Invalid,
        $"A reason has 1 to {ChatLimits.ReasonMax} characters."
    );

    public static readonly Refusal TextInvalid = new(
        "chat.text-invalid",
        RefusalKind.Invalid,
        "The text has characters that cannot be kept (a null, half of a surrogate pair)."
    );

    public static readonly Refusal EmojiInvalid = new(
        "chat.emoji-invalid",
        RefusalKind.Invalid,
        "A reaction is one emoji."
    );

    public static readonly Refusal SettingsInvalid = new(
        "chat.settings-invalid",
        RefusalKind.Invalid,
        $"Slow mode is 0 to {ChatLimits.SlowModeSecondsMax} seconds; at most {ChatLimits.BlockedWordsMax} words "
            + $"of {ChatLimits.BlockedWordLengthMax} characters are blocked."
    );

    public static readonly Refusal EndInPast = new(
        "chat.end-in-past",
        RefusalKind.Invalid,
        "The end lies in the past."
    );

    public static readonly Refusal TooManyAttachments = new(
        "chat.too-many-attachments",
        RefusalKind.Invalid,
        $"A message has at most {ChatLimits.AttachmentsMax} files."
    );

    public static readonly Refusal TooManyMentions = new(
        "chat.too-many-mentions",
        RefusalKind.Invalid,
        $"A message mentions at most {ChatLimits.MentionsMax} people."
    );

    public static readonly Refusal TooManyReactions = new(
        "chat.too-many-reactions",
        RefusalKind.Unprocessable,
        $"A message has at most {ChatLimits.ReactionKindsMax} kinds of reaction."
    );

    public static readonly Refusal TooManyPins = new(
        "chat.too-many-pins",
        RefusalKind.Unprocessable,
        $"A room has at most {ChatLimits.PinsMax} pinned messages."
    );

    public static readonly Refusal TooManyReports = new(
        "chat.too-many-reports",
        RefusalKind.Unprocessable,
        $"At most {ChatLimits.ReportsMax} reported messages wait for a moderator."
    );

    public static readonly Refusal TooManyBans = new(
        "chat.too-many-bans",
        RefusalKind.Unprocessable,
        $"A room bans at most {ChatLimits.BansMax} people."
    );

    public static readonly Refusal ReportNotFound = new(
        "chat.report-not-found",
        RefusalKind.NotFound,
        "Nobody reported this message, or it was dealt with."
    );

    public static readonly Refusal BlockedWord = new(
        "chat.blocked-word",
        RefusalKind.Unprocessable,
        "The message has a word that this room does not allow."
    );

    private static readonly Refusal Muted = new(
        "chat.muted",
        RefusalKind.Forbidden,
        "You may read here, but not write."
    );

    private static readonly Refusal SlowMode = new(
        "chat.slow-mode",
        RefusalKind.TooManyRequests,
        "This room takes a message from you only now and then."
    );

    private static readonly Refusal RateLimited = new(
        "chat.rate-limited",
        RefusalKind.TooManyRequests,
        "You write too much here in too short a time."
    );

    private static readonly Refusal WrittenTooMuch = new(
        "chat.written-too-much",
        RefusalKind.TooManyRequests,
        "You have written as much as one person may in a day. Go on tomorrow."
    );

    /// <summary>Files of the declared kind are not taken.</summary>
    public static Refusal AttachmentTypeNotTaken(string declared, string found) =>
        AttachmentType with
        {
            Detail = $"Files that are declared as {declared} are not taken; this one looks like {found}.",
        };

    /// <summary>The file is not of the kind that it is said to be.</summary>
    public static Refusal AttachmentTypeDiffers(string declared, string found) =>
        AttachmentType with
        {
            Detail = $"The file is declared as {declared}, but looks like {found}.",
        };

    /// <summary>The file is text in an encoding that is not taken.</summary>
    public static Refusal AttachmentEncoding(string declared, string encoding) =>
        AttachmentType with
        {
            Detail =
                $"The file is declared as {declared}, but its text is not UTF-8: it looks like {encoding}. Save "
                + "it as UTF-8.",
        };

    public static Refusal MutedFor(TimeSpan? rest) => Muted with { RetryAfter = rest };

    public static Refusal SlowModeFor(TimeSpan rest) => SlowMode with { RetryAfter = rest };

    public static Refusal WrittenTooMuchFor(TimeSpan rest) => WrittenTooMuch with { RetryAfter = rest };

    public static Refusal RateLimitedFor(TimeSpan rest) => RateLimited with { RetryAfter = rest };
}
