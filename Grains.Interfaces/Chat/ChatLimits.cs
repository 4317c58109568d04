namespace Academy.Chat;

/// <summary>Sizes that rooms and messages may have.</summary>
public static class ChatLimits
{
    /// <summary>UTF-16 units of a message, after trimming.</summary>
    public const int BodyMax = 4_000;

    /// <summary>Members of a room.</summary>
    public const int MembersMax = 5_000;

    /// <summary>Members that one command may name: at a group's creation, and per addition.</summary>
    public const int MembersPerCommandMax = 200;

    /// <summary>Members of a group at its creation.</summary>
    public const int GroupMax = 500;

    /// <summary>Up to this many members a room's snapshot lists them, and presence and readings name people.</summary>
    public const int ListedMembersMax = 200;

    public const int TitleMax = 100;

    /// <summary>Groups that one person may create.</summary>
    public const int RoomsPerPersonMax = 1_000;

    /// <summary>UTF-8 bytes of an emoji, which is one grapheme.</summary>
    public const int EmojiBytesMax = 32;

    /// <summary>Kinds of reaction that a message may have.</summary>
    public const int ReactionKindsMax = 20;

    /// <summary>People that a reaction names; the count goes on.</summary>
    public const int ReactionUsersMax = 50;

    public const int AttachmentsMax = 10;
    public const int AttachmentBytesMax = 10 * 1024 * 1024;
    public const int AttachmentNameMax = 200;

    /// <summary>Bytes of all the files that one person has uploaded.</summary>
    public const long AttachmentsPerPersonBytesMax = 500L * 1024 * 1024;

    public const int MentionsMax = 50;
    public const int PinsMax = 50;
    public const int ReportsMax = 200;
    public const int ReasonMax = 500;
    public const int BansMax = 1_000;
    public const int BlockedWordsMax = 200;
    public const int BlockedWordLengthMax = 50;
    public const int SlowModeSecondsMax = 6 * 60 * 60;

    /// <summary>Messages that a join's snapshot begins with.</summary>
    public const int SnapshotMessages = 50;

    /// <summary>Unread messages are counted to here.</summary>
    public const int UnreadMax = 100;

    public const int SearchTextMax = 200;
}
