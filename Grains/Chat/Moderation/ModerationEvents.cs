using Academy.Accounts;
using Academy.Chat.Messages;
using Academy.Chat.Moderation;

namespace Academy.Grains.Chat.Moderation;

// What moderators and admins do, on the room's stream.

internal sealed record MemberMuted(UserId UserId, DateTimeOffset? Until, UserId By);

internal sealed record MemberUnmuted(UserId UserId, UserId By);

/// <summary>A member who is banned is removed by an event of his own besides.</summary>
internal sealed record MemberBanned(UserId UserId, DateTimeOffset? Until, UserId By);

internal sealed record MemberUnbanned(UserId UserId, UserId By);

/// <param name="Reason">Sealed for whom reported it.</param>
internal sealed record ReportFiled(MessageId Id, long MessageSeq, UserId By, string Reason);

internal sealed record ReportResolved(MessageId Id, long MessageSeq, UserId By, ReportAction Action);

/// <summary>An admin reads messages of a conversation that is not his; durable before he does.</summary>
internal sealed record ConversationMonitored(UserId By, string Reason, long FromSeq, long ToSeq, DateTimeOffset At);
