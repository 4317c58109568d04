using Academy.Accounts;
using Academy.Chat.Attachments;
using Academy.Chat.Messages;
using Academy.Chat.Rooms;
using Academy.Grains.Chat.Messages.Markup;
using Academy.Grains.Chat.Moderation;
using Academy.Grains.Search;
using Academy.Grains.Streams;
using Academy.Journal.Projections;
using Academy.Streams;
using Academy.Vault;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// Messages in clear text, for histories and searches. An append brings the texts along in clear text; a rebuild opens
/// what the journal has sealed. Of erased authors only the fact that they wrote remains.
/// </summary>
internal sealed class MessageProjection(IPersonVault vault) : IProjection
{
    public IReadOnlyList<string> Tables => ["chat_messages", "chat_reactions", "chat_reports"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<MessagePosted>(
                "chat.message-posted",
                """
                insert into chat_messages (
                       room_id, seq, sender_id, body, at, reply_to, thread, attachments, mentions, command_id, content,
                       tokens)
                select room_id, seq, sender_id, body, at, nullif(reply_to, 0), nullif(thread, 0), attachments,
                       mentions::uuid[], command_id, content,
                       message_tokens(tokens::tsvector, room_id, at)
                  from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::timestamptz[], $6::bigint[],
                              $7::bigint[], $8::jsonb[], $9::text[], $10::text[], $11::text[], $12::text[])
                    as u (room_id, seq, sender_id, body, at, reply_to, thread, attachments, mentions, command_id,
                          content, tokens)
                on conflict (room_id, seq) do nothing
                """
            )
            .Uuid(e => e.Event.RoomId.Value)
            .Bigint(e => e.Seq)
            .Uuid(e => e.Event.SenderId.Value)
            .Text(e => e.Opened is MessageWords words ? words.Body : vault.Open(e.Event.Text))
            .Timestamp(e => e.At)
            .Bigint(e => SeqOf(e.Event.RoomId, e.Event.ReplyTo))
            .Bigint(e => SeqOf(e.Event.RoomId, e.Event.ThreadId))
            .Json(e => ChatColumns.Of(e.Opened is MessageWords words ? words.Attachments : Open(e.Event)))
            .Text(e => ArrayOf(e.Event.Mentions))
            .Text(e => e.Event.CommandId)
            .Text(e => ContentOf(e.Opened, e.Event.Text, e.Event.Content))
            .Text(e => TokensOf(e.Opened, e.Event.Text));

        projection
            .On<MessageEdited>(
                "chat.message-edited",
                """
                update chat_messages m
                   set body = c.body, mentions = c.mentions::uuid[], edited_at = c.at, content = c.content
                  from (select distinct on (room_id, message_seq) *
                          from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[],
                                      $6::bigint[], $7::text[])
                            as u (room_id, message_seq, body, mentions, at, seq, content)
                         order by room_id, message_seq, seq desc) c
                 where m.room_id = c.room_id and m.seq = c.message_seq
                """
            )
            .Uuid(e => e.Owner())
            .Bigint(e => e.Event.MessageSeq)
            .Text(e => e.Opened is MessageWords words ? words.Body : vault.Open(e.Event.Text))
            .Text(e => ArrayOf(e.Event.Mentions))
            .Timestamp(e => e.Event.EditedAt)
            .Bigint(e => e.Seq)
            .Text(e => ContentOf(e.Opened, e.Event.Text, e.Event.Content));

        // Behind it: with another text the table drops what the message was found by.
        projection
            .On<MessageEdited>(
                "chat.message-edited",
                """
                update chat_messages m set tokens = message_tokens(c.tokens::tsvector, m.room_id, m.at)
                  from (select distinct on (room_id, message_seq) *
                          from unnest($1::uuid[], $2::bigint[], $3::text[], $4::bigint[])
                            as u (room_id, message_seq, tokens, seq)
                         order by room_id, message_seq, seq desc) c
                 where m.room_id = c.room_id and m.seq = c.message_seq and m.deleted_at is null
                """
            )
            .Uuid(e => e.Owner())
            .Bigint(e => e.Event.MessageSeq)
            .Text(e => TokensOf(e.Opened, e.Event.Text))
            .Bigint(e => e.Seq);

        projection
            .On<MessageDeleted>(
                "chat.message-deleted",
                """
                update chat_messages m set deleted_at = d.at
                  from (select distinct on (room_id, message_seq) *
                          from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::bigint[])
                            as u (room_id, message_seq, at, seq)
                         order by room_id, message_seq, seq) d
                 where m.room_id = d.room_id and m.seq = d.message_seq and m.deleted_at is null
                """
            )
            .Uuid(e => e.Owner())
            .Bigint(e => e.Event.MessageSeq)
            .Timestamp(e => e.At)
            .Bigint(e => e.Seq);

        projection
            .Upsert<ReactionAdded>("chat.reaction-added", "chat_reactions")
            .Key("room_id", e => e.Owner())
            .Key("message_seq", e => e.Event.MessageSeq)
            .Key("emoji", e => e.Event.Emoji)
            .Key("user_id", e => e.Event.UserId.Value)
            .Latest("is_on", _ => true)
            .Newer("seq");

        projection
            .Upsert<ReactionRemoved>("chat.reaction-removed", "chat_reactions")
            .Key("room_id", e => e.Owner())
            .Key("message_seq", e => e.Event.MessageSeq)
            .Key("emoji", e => e.Event.Emoji)
            .Key("user_id", e => e.Event.UserId.Value)
            .Latest("is_on", _ => false)
            .Newer("seq");

        projection
            .Upsert<ReportFiled>("chat.report-filed", "chat_reports")
            .Key("room_id", e => e.Owner())
            .Key("message_seq", e => e.Event.MessageSeq)
            .Key("user_id", e => e.Event.By.Value)
            .Latest("reason", e => vault.Open(e.Event.Reason))
            .Latest("at", e => e.At)
            .Latest("is_open", _ => true)
            .Newer("seq");

        projection
            .On<ReportResolved>(
                "chat.report-resolved",
                """
                update chat_reports r set is_open = false
                  from (select room_id, message_seq, max(seq) as seq
                          from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as u (room_id, message_seq, seq)
                         group by room_id, message_seq order by room_id, message_seq) d
                 where r.room_id = d.room_id and r.message_seq = d.message_seq and r.seq < d.seq
                """
            )
            .Uuid(e => e.Owner())
            .Bigint(e => e.Event.MessageSeq)
            .Bigint(e => e.Seq);

        foreach (
            var (table, column) in new[]
            {
                ("chat_messages", "seq"),
                ("chat_reactions", "message_seq"),
                ("chat_reports", "message_seq"),
            }
        )
        {
            projection
                .On<HistoryExpired>(
                    "chat.history-expired",
                    $"""
                    delete from {table} t
                     using (select room_id, max(up_to) as up_to
                              from unnest($1::uuid[], $2::bigint[]) as u (room_id, up_to)
                             group by room_id order by room_id) e
                     where t.room_id = e.room_id and t.{column} <= e.up_to
                    """
                )
                .Uuid(e => e.Owner())
                .Bigint(e => e.Event.UpTo);
        }
    }

    /// <summary>The tree of the markup; empty: no markup; null: no text.</summary>
    private string? ContentOf(object? opened, string text, string? content) =>
        opened is MessageWords words ? words.Content?.ToString() ?? ""
        : vault.Open(text) is not { } body ? null
        : content is null ? MessageMarkup.Parse(body)?.ToString() ?? ""
        : content.Length == 0 ? ""
        : vault.Open(content);

    /// <summary>What the message is searched by; null: there are no words.</summary>
    private string? TokensOf(object? opened, string text) =>
        (opened is MessageWords words ? words.Body : vault.Open(text)) is { } body
            ? SearchTokens.Literal(SearchTokens.Of(body))
            : null;

    private AttachmentView[]? Open(MessagePosted e) =>
        e.Attachments is null || vault.Open(e.Text) is null
            ? null
            :
            [
                .. e.Attachments.Select(file => new AttachmentView(
                    file.Id,
                    vault.Open(file.Name)!,
                    file.ContentType,
                    file.Size,
                    file.Width,
                    file.Height
                )),
            ];

    private static long SeqOf(RoomId room, MessageId? message) =>
        message is { } id && id.TryGetSeq(room, out var seq) ? seq : 0;

    private static string? ArrayOf(IReadOnlyList<UserId>? people) =>
        people is null ? null : $"{{{string.Join(',', people)}}}";
}
