using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat;
using Academy.Commands;
using Academy.Identifiers;
using Academy.Journal;
using Academy.Journal.Outbox;
using Orleans;

namespace Academy.Grains.Chat;

/// <summary>
/// Brings to people, on their own streams, what a room's events mean for them: they are in it or out of it, somebody mentioned
/// them, a moderator is to look at something. One row for many people; each takes it up once, however often it is brought.
/// </summary>
internal sealed class RoomNotices(IGrainFactory grains) : IOutboxHandler
{
    private const string NoticeKindName = "chat.notice";

    /// <summary>People of one row: what one attempt can bring.</summary>
    private const int PeoplePerRow = 100;

    private const int AtOnce = 8;

    public string Kind => NoticeKindName;

    /// <summary>What an append of a room leaves for people.</summary>
    /// <param name="organization">The room's.</param>
    /// <param name="room">The room.</param>
    /// <param name="firstSeq">The number of the first of the events.</param>
    /// <param name="events">What was decided.</param>
    /// <param name="moderators">Asked for when somebody reported something.</param>
    public static IReadOnlyList<OutboxItem> Of(
        OrganizationId organization, RoomInfo room, long firstSeq, IReadOnlyList<object> events, Func<IReadOnlyList<UserId>> moderators)
    {
        List<OutboxItem>? rows = null;
        for (var i = 0; i < events.Count; i++)
        {
            var seq = firstSeq + i;
            if (events[i] is RoomCreated created)
                room = new(created.RoomId, created.Type, created.Title);
            var (people, notice) = Of(events[i], room, seq, moderators);
            if (notice is null || people.Count == 0)
                continue;
            foreach (var (number, some) in people.Chunk(PeoplePerRow).Index())
            {
                (rows ??= []).Add(new(
                    DerivedId.Of(NoticeKindName, room.Id.Value, $"{seq} {number}"), NoticeKindName,
                    JsonSerializer.SerializeToUtf8Bytes(new(organization, some, notice), RoomNoticesJson.Default.NoticeRow)));
            }
        }
        return rows ?? [];
    }

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var (organization, people, notice) = JsonSerializer.Deserialize(work.Data.Span, RoomNoticesJson.Default.NoticeRow)!;
        var key = new CommandKey($"{NoticeKindName} of {notice.RoomId} {notice.Seq}", notice.Kind.ToString());
        await Parallel.ForEachAsync(
            people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (person, _) => await grains.GetGrain<IPersonalChatGrain>(GrainKey.Of(organization, person.Value)).Take(key, notice));
        return OutboxResult.Done;
    }

    private static (IReadOnlyList<UserId> People, PersonalNotice? Notice) Of(
        object body, RoomInfo room, long seq, Func<IReadOnlyList<UserId>> moderators) => body switch
    {
        RoomCreated e => (
            [.. e.Members.Select(m => m.UserId)], new(NoticeKind.Joined, room.Id, room.Type, room.Title, e.By, Seq: seq)),
        MembersAdded e => (
            [.. e.Members.Select(m => m.UserId)], new(NoticeKind.Joined, room.Id, room.Type, room.Title, e.By, Seq: seq)),
        MemberRemoved { Reason: not RemovalReason.Erased } e => (
            [e.UserId], new(NoticeKind.Left, room.Id, Reason: e.Reason, Seq: seq)),
        MessagePosted { Mentions: { Count: > 0 } mentions } e => (
            [.. mentions.Where(user => user != e.SenderId)],
            new(NoticeKind.Mentioned, room.Id, By: e.SenderId, MessageId: e.Id, Seq: seq)),
        ReportFiled e => (moderators(), new(NoticeKind.Reported, room.Id, MessageId: e.Id, Seq: seq)),
        _ => ([], null),
    };
}

/// <summary>What people are told of a room that they join.</summary>
internal readonly record struct RoomInfo(RoomId Id, RoomType? Type, string? Title);

internal sealed record NoticeRow(OrganizationId Organization, IReadOnlyList<UserId> People, PersonalNotice Notice);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeRow))]
internal sealed partial class RoomNoticesJson : JsonSerializerContext;
