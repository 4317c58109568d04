using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;

namespace Academy.Grains.Chat.Moderation;

// What moderators and admins do, on the room's stream.

internal sealed record MemberMuted(UserId UserId, DateTimeOffset? Until, UserId By);

internal sealed record MemberUnmuted(UserId UserId, UserId By);

/// <summary>If the person is a member, a <see cref="Rooms.MemberRemoved"/> follows.</summary>
internal sealed record MemberBanned(UserId UserId, DateTimeOffset? Until, UserId By);

internal sealed record MemberUnbanned(UserId UserId, UserId By);

/// <param name="Reason">Sealed for the person who reported it.</param>
internal sealed record ReportFiled(MessageId Id, long MessageSeq, UserId By, string Reason);

internal sealed record ReportResolved(MessageId Id, long MessageSeq, UserId By, ReportAction Action);

/// <summary>An admin reads a conversation that they are not in. Durable before they get the messages.</summary>
internal sealed record ConversationMonitored(UserId By, string Reason, long FromSeq, long ToSeq, DateTimeOffset At);
