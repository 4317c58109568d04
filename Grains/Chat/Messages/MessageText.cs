using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Academy.Chat;
using Academy.Commands;
using Academy.Unicode;

namespace Academy.Grains.Chat.Messages;

/// <summary>Checks texts that people write. They are kept unchanged, but trimmed.</summary>
internal static class MessageText
{
    /// <param name="body">As it was sent.</param>
    /// <param name="mayBeEmpty">True for a message with files.</param>
    /// <param name="text">The trimmed text.</param>
    public static Refusal? Check(string body, bool mayBeEmpty, out string text)
    {
        text = body.Trim();
        if (text.Length > ChatLimits.BodyMax || !mayBeEmpty && !IsVisible(text))
            return ChatRefusals.BodyLength;
        return IsKeepable(text) ? null : ChatRefusals.TextInvalid;
    }

    /// <summary>A draft may be empty.</summary>
    public static Refusal? CheckDraft(string body) =>
        body.Length > ChatLimits.BodyMax ? ChatRefusals.BodyLength : Check(body, mayBeEmpty: true, out _);

    public static Refusal? CheckReason(string reason, out string text)
    {
        text = reason.Trim();
        if (text.Length > ChatLimits.ReasonMax || !IsVisible(text))
            return ChatRefusals.ReasonLength;
        return IsKeepable(text) ? null : ChatRefusals.TextInvalid;
    }

    public static bool TryTitle(string? given, [NotNullWhen(true)] out string? title)
    {
        title = given?.Trim();
        return title is { Length: <= ChatLimits.TitleMax }
            && IsVisible(title)
            && IsKeepable(title)
            && !title.Any(char.IsControl);
    }

    /// <param name="given">Null: unchanged.</param>
    /// <param name="words">Sorted, without duplicates.</param>
    public static bool TryWords(IReadOnlyList<string>? given, out ImmutableArray<string>? words)
    {
        words = given is null
            ? null
            :
            [
                .. given
                    .Select(w => w.Trim())
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Order(StringComparer.OrdinalIgnoreCase),
            ];
        return words is not { } all
            || all.Length <= ChatLimits.BlockedWordsMax
                && all.All(w => w.Length <= ChatLimits.BlockedWordLengthMax && IsVisible(w) && IsKeepable(w));
    }

    /// <summary>The one emoji that a text is, in the form in which reactions are kept; null when it is none.</summary>
    public static string? EmojiOf(string text) =>
        Encoding.UTF8.GetByteCount(text) <= ChatLimits.EmojiBytesMax ? Emoji.Canonical(text) : null;

    /// <summary>Whether anything but white space and formatting characters is in it.</summary>
    private static bool IsVisible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (
                !Rune.IsWhiteSpace(rune)
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control)
            )
                return true;
        }
        return false;
    }

    /// <summary>PostgreSQL cannot store a null character, and UTF-8 has no half of a surrogate pair.</summary>
    private static bool IsKeepable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0' || char.IsLowSurrogate(c))
                return false;
            if (char.IsHighSurrogate(c) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;
        }
        return true;
    }
}
