using System.Text.Json;

namespace Academy.Processes.Fuzz;

/// <summary>
/// Ids, cursors, tags and keys that the server has given out: what makes a random request a meaningful one.
/// </summary>
internal sealed class KnownIds
{
    private const int Max = 300;

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<string>> known = new(StringComparer.Ordinal);

    public void Add(string name, string id)
    {
        lock (gate)
        {
            if (!known.TryGetValue(name, out var ids))
                known[name] = ids = [];
            if (ids.Count < Max)
                ids.Add(id);
        }
    }

    public string? Any(string name, Random random)
    {
        lock (gate)
            return known.TryGetValue(name, out var ids) ? ids[random.Next(ids.Count)] : null;
    }

    /// <summary>Takes up what an answer names.</summary>
    public void Harvest(Operation operation, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in answer.EnumerateObject())
        {
            if (
                member.Value.ValueKind == JsonValueKind.String
                && (member.Name.EndsWith("Id", StringComparison.Ordinal) || member.Name == "nextCursor")
            )
                Add(member.Name == "nextCursor" ? "cursor" : member.Name, member.Value.GetString()!);
            if (member is { Name: "id", Value.ValueKind: JsonValueKind.String } && OwnId(operation.Path) is { } name)
                Add(name, member.Value.GetString()!);
            if (member.Value.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var item in member.Value.EnumerateArray().Take(5))
                Harvest(operation, item);
        }
    }

    /// <summary>What the <c>id</c> of this operation's answer is the id of.</summary>
    private static string? OwnId(string path) =>
        path.EndsWith("/chat/rooms", StringComparison.Ordinal) ? "roomId"
        : path.EndsWith("/messages", StringComparison.Ordinal) ? "messageId"
        : path.EndsWith("/courses", StringComparison.Ordinal) ? "courseId"
        : path.EndsWith("/modules", StringComparison.Ordinal) ? "moduleId"
        : path.EndsWith("/lessons", StringComparison.Ordinal) ? "lessonId"
        : path.EndsWith("/enroll", StringComparison.Ordinal) || path.EndsWith("/enrollments", StringComparison.Ordinal)
            ? "enrollmentId"
        : path.Contains("/progress", StringComparison.Ordinal) ? "progressId"
        : null;
}
