using Academy.Api.Requests;
using Academy.Chat;
using Academy.Chat.Moderation;

namespace Academy.Api.Chat.Moderation;

/// <param name="Until">When it ends; left out: when a moderator ends it.</param>
internal sealed record UntilBody(DateTimeOffset? Until) : IBody<UntilBody>
{
    public static UntilBody Read(JsonFields fields) => new(fields.OptionalTime("until"));
}

internal sealed record ReportBody(string Reason) : IBody<ReportBody>
{
    public static ReportBody Read(JsonFields fields) => new(fields.LongText("reason", ChatLimits.ReasonMax));
}

internal sealed record ResolveReportBody(ReportAction Action) : IBody<ResolveReportBody>
{
    public static ResolveReportBody Read(JsonFields fields) => new(fields.Choice<ReportAction>("action"));
}

/// <param name="Before">Messages before this number; left out: the newest.</param>
/// <param name="Limit">How many.</param>
internal sealed record ReadingBody(string Reason, long? Before, int? Limit) : IBody<ReadingBody>
{
    public static ReadingBody Read(JsonFields fields) =>
        new(
            fields.LongText("reason", ChatLimits.ReasonMax),
            fields.OptionalNumber("before", 1, long.MaxValue),
            fields.OptionalInteger("limit", 1, Commands.PageRequest.LimitMax)
        );
}
