using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Commands;

namespace Academy.Api.Problems;

/// <summary>One thing that can go wrong: a stable code, its status and what it means to a client.</summary>
internal sealed record ProblemKind(string Code, int Status, string Detail)
{
    /// <summary>Seconds after which trying again makes sense; sent as <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    public Problem Problem(string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(this, detail ?? Detail, errors);
}

/// <summary>One occurrence of a problem.</summary>
internal sealed record Problem(ProblemKind Kind, string Detail, IReadOnlyDictionary<string, string[]>? Errors)
{
    /// <summary>What stands in the way, each by itself.</summary>
    public IReadOnlyList<Obstacle>? Obstacles { get; init; }

    public static Problem Of(Refusal refusal) =>
        new ProblemKind(refusal.Code, StatusOf(refusal.Kind), refusal.Detail)
        {
            RetryAfter = refusal.RetryAfter is { } wait
                ? (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, int.MaxValue)
                : null,
        }.Problem() with
        {
            Obstacles = refusal.Obstacles,
        };

    public static int StatusOf(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of refusal has no status."),
        };
}

/// <summary>A problem as it is sent (RFC 9457).</summary>
internal sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyDictionary<string, string[]>? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Obstacle>? Obstacles
);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
