using System.Text.Json;

namespace Academy.Processes.Clients;

/// <summary>Events in the words in which the history and the journal are compared.</summary>
internal static class Happenings
{
    public const string ModuleCompleted = "progress.module-completed";
    public const string CourseActivity = "course.activity";
    public const string MessagePosted = "chat.message-posted";

    /// <summary>A completion: what a command asks for, and what the read models count.</summary>
    public static string Completion(object enrollment, object module) => $"{enrollment}/{module}";

    /// <summary>Time spent, each of which counts.</summary>
    public static string Spent(object enrollment, object module, int seconds) =>
        $"{seconds} s on {enrollment}/{module}";

    /// <summary>What is compared of an event as it was received.</summary>
    public static string? ContentOf(JsonElement e) =>
        ContentOf(e.GetProperty("type").GetString()!, e.GetProperty("data"));

    /// <summary>What is compared of an event as it is stored.</summary>
    public static string? ContentOf(string type, JsonElement data) =>
        type switch
        {
            ModuleCompleted => CompletionOf(data),
            CourseActivity => string.Join(' ', ActivityOf(data)),
            MessagePosted => MessageOf(data),
            _ => null,
        };

    public static string CompletionOf(JsonElement data) =>
        Completion(data.GetProperty("enrollmentId"), data.GetProperty("moduleId"));

    /// <summary>The id under which it was sent, which the words begin with; the journal's are sealed.</summary>
    public static string MessageOf(JsonElement data)
    {
        var id = data.GetProperty("commandId").GetString()!;
        return
            !data.TryGetProperty("senderName", out _)
            || data.GetProperty("body").GetString()!.StartsWith(id + " ", StringComparison.Ordinal)
            ? id
            : $"{id} with the words {data.GetProperty("body")}";
    }

    public static IEnumerable<string> ActivityOf(JsonElement data) =>
        data.GetProperty("items").EnumerateArray().Select(CompletionOf);
}
