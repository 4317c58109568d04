using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Accounts;
using Academy.Chat.Personal;
using Academy.Commands;
using Academy.Journal.Outbox;

namespace Academy.Grains.Chat.Rooms;

/// <summary>
/// Tells people on their own streams what an event of a room means for them: they joined or left, were mentioned, or a
/// message was reported to them as a moderator. A row is for many people; each counts it once, however often it is
/// delivered.
/// </summary>
internal sealed class RoomNotices(IGrainFactory grains) : IOutboxHandler
{
    public const string NoticeKindName = "chat.notice";

    private const int AtOnce = 8;

    public string Kind => NoticeKindName;

    public async Task<OutboxResult> HandleAsync(OutboxWork work, CancellationToken cancellationToken)
    {
        var (organization, people, notice) = JsonSerializer.Deserialize(
            work.Data.Span,
            RoomNoticesJson.Default.NoticeRow
        )!;
        var key = new CommandKey($"{NoticeKindName} of {notice.RoomId} {notice.Seq}", notice.Kind.ToString());
        await Parallel.ForEachAsync(
            people,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (person, _) =>
                await grains.GetGrain<IPersonalChatGrain>(GrainKey.Of(organization, person.Value)).Take(key, notice)
        );
        return OutboxResult.Done;
    }
}

internal sealed record NoticeRow(OrganizationId Organization, IReadOnlyList<UserId> People, PersonalNotice Notice);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NoticeRow))]
internal sealed partial class RoomNoticesJson : JsonSerializerContext;
