namespace Academy.Chat;

/// <summary>The largest sizes of rooms, messages and files.</summary>
public static class ChatLimits
{
    /// <summary>UTF-16 units of a message, after trimming.</summary>
    public const int BodyMax = 4_000;

    /// <summary>UTF-8 bytes that one person may write in a day (UTC), in messages and drafts.</summary>
    public const long WrittenPerDayBytesMax = 20L * 1024 * 1024;

    /// <summary>Members of a room.</summary>
    public const int MembersMax = 5_000;

    /// <summary>Members that one command may add.</summary>
    public const int MembersPerCommandMax = 200;

    /// <summary>Members of a group at its creation.</summary>
    public const int GroupMax = 500;

    /// <summary>Only rooms with at most so many members list them, and name who is online and who has read.</summary>
    public const int ListedMembersMax = 200;

    public const int TitleMax = 100;

    /// <summary>Groups that one person may create.</summary>
    public const int RoomsPerPersonMax = 1_000;

    /// <summary>UTF-8 bytes of an emoji, which is one grapheme.</summary>
    public const int EmojiBytesMax = 64;

    /// <summary>Kinds of reaction that a message may have.</summary>
    public const int ReactionKindsMax = 20;

    /// <summary>People whom a reaction lists; its count includes the others.</summary>
    public const int ReactionUsersMax = 50;

    public const int AttachmentsMax = 10;
    public const int AttachmentBytesMax = 10 * 1024 * 1024;
    public const int AttachmentNameMax = 200;

    /// <summary>Bytes of all files of one person.</summary>
    public const long AttachmentsPerPersonBytesMax = 500L * 1024 * 1024;

    public const int MentionsMax = 50;
    public const int PinsMax = 50;
    public const int ReportsMax = 200;
    public const int ReasonMax = 500;
    public const int BansMax = 1_000;
    public const int BlockedWordsMax = 200;
    public const int BlockedWordLengthMax = 50;
    public const int SlowModeSecondsMax = 6 * 60 * 60;

    /// <summary>Messages in the snapshot of a room.</summary>
    public const int SnapshotMessages = 50;

    /// <summary>Unread messages are counted up to this number.</summary>
    public const int UnreadMax = 100;

    public const int SearchTextMax = 200;
}
