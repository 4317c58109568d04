using Academy.Accounts;
using Academy.Unicode;

namespace Academy.Grains.Chat.Messages;

/// <summary>
/// Finds the members whom a text mentions as <c>@Name</c>, by display name in any letter case and Unicode form. The
/// longest name wins; a name that two members have mentions nobody.
/// </summary>
internal sealed class MentionIndex
{
    private readonly Dictionary<string, UserId?> people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserId?>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly int longest;

    public MentionIndex(IEnumerable<(string Name, UserId User)> members)
    {
        foreach (var (displayName, user) in members)
        {
            var name = TextFolding.FoldCase(displayName);
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
        var text = TextFolding.FoldCase(body).AsSpan();
        var at = text.IndexOf('@');
        while (at >= 0 && found.Count < max)
        {
            // An email address has an @, too.
            if (!WordBoundary.EndsInWord(text[..at]) && At(text[(at + 1)..]) is { } user && !found.Contains(user))
                found.Add(user);
            var next = text[(at + 1)..].IndexOf('@');
            at = next < 0 ? next : at + 1 + next;
        }
        return found;
    }

    private UserId? At(ReadOnlySpan<char> text)
    {
        for (var length = Math.Min(text.Length, longest); length > 0; length--)
        {
            if (WordBoundary.IsAt(text, length) && lookup.TryGetValue(text[..length], out var user))
                return user;
        }
        return null;
    }
}
