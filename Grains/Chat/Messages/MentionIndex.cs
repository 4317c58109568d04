using Academy.Accounts;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// Finds the members whom a text mentions as <c>@Name</c>, by display name. The longest name wins; a name that two
/// members have mentions nobody.
/// </summary>
internal sealed class MentionIndex
{
    private readonly Dictionary<string, UserId?> people = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, UserId?>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly int longest;

    public MentionIndex(IEnumerable<(string Name, UserId User)> members)
    {
        foreach (var (name, user) in members)
        {
            if (!people.TryAdd(name, user))
                people[name] = null;
            longest = Math.Max(longest, name.Length);
        }
        lookup = people.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static bool MayMention(string body) => body.Contains('@', StringComparison.Ordinal);

    /// <summary>The mentioned members in the order of the text, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<UserId> Find(string body, int max)
    {
        var found = new List<UserId>();
        for (
            var at = body.IndexOf('@', StringComparison.Ordinal);
            at >= 0 && found.Count < max;
            at = body.IndexOf('@', at + 1)
        )
        {
            // An email address has an @, too.
            if (at > 0 && char.IsLetterOrDigit(body[at - 1]))
                continue;
            if (At(body.AsSpan(at + 1)) is { } user && !found.Contains(user))
                found.Add(user);
        }
        return found;
    }

    private UserId? At(ReadOnlySpan<char> text)
    {
        for (var length = Math.Min(text.Length, longest); length > 0; length--)
        {
            var isWhole =
                length == text.Length || !char.IsLetterOrDigit(text[length]) || !char.IsLetterOrDigit(text[length - 1]);
            if (isWhole && lookup.TryGetValue(text[..length], out var user))
                return user;
        }
        return null;
    }
}
