using System.Collections.Frozen;
using Academy.Accounts;
using Academy.Unicode;

namespace Academy.Grains.Accounts;

/// <summary>Words for those who run an academy: whoever is called so is taken for one of them.</summary>
internal static class ReservedNames
{
    private static readonly char[] BetweenWords = [' ', '-', '_', '.', ',', ':', '/', '(', ')'];

    /// <summary>An admin may be called any of these.</summary>
    private static readonly string[] Words =
    [
        .. "admin admins administrator administrators administration".Split(' '),
        .. "moderator moderators support helpdesk staff system".Split(' '),
        .. "academy root owner operator security official team".Split(' '),
        .. "administratorin verwaltung moderatorin kundendienst".Split(' '),
        .. "administrateur administratrice administrador administradora modérateur moderador soporte".Split(' '),
        .. "админ администратор администрация модератор поддержка".Split(' '),
        .. "مدير المدير إدارة الإدارة مشرف المشرف الدعم".Split(' '),
        .. "管理员 管理員 管理者 客服 관리자".Split(' '),
    ];

    /// <summary>What an instructor may be called as well.</summary>
    private static readonly string[] WordsOfInstructors =
    [
        .. "teacher teachers instructor instructors tutor lecturer lehrer lehrerin dozent dozentin".Split(' '),
        .. "professeur enseignant enseignante profesor profesora учитель преподаватель معلم المعلم 老师 老師".Split(
            ' '
        ),
    ];

    private static readonly FrozenDictionary<string, (string Word, bool IsOfInstructors)> BySkeleton = Words
        .Select(word => (Word: word, IsOfInstructors: false))
        .Concat(WordsOfInstructors.Select(word => (Word: word, IsOfInstructors: true)))
        .SelectMany(entry => Skeletons.Of(entry.Word).Select(skeleton => (skeleton, entry)))
        .DistinctBy(pair => pair.skeleton)
        .ToFrozenDictionary(pair => pair.skeleton, pair => pair.entry, StringComparer.Ordinal);

    /// <summary>
    /// The word that the name is like, or the first of them if all words of the name are some (<c>Academy Support
    /// 2</c>); null when a person of this role may be called so.
    /// </summary>
    public static string? Find(string name, Role role, OrganizationId organization)
    {
        if (role == Role.Admin)
            return null;
        if (WordOf(name, role, organization) is { } whole)
            return whole;
        string? first = null;
        foreach (var word in name.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.All(char.IsDigit))
                continue;
            if (WordOf(word, role, organization) is not { } reserved)
                return null;
            first ??= reserved;
        }
        return first;
    }

    private static string? WordOf(string word, Role role, OrganizationId organization)
    {
        var skeletons = Skeletons.Of(word);
        foreach (var skeleton in skeletons)
        {
            if (
                BySkeleton.TryGetValue(skeleton, out var reserved)
                && !(reserved.IsOfInstructors && role == Role.Instructor)
            )
                return reserved.Word;
        }
        return Skeletons.Of(organization.Value).Intersect(skeletons, StringComparer.Ordinal).Any()
            ? organization.Value
            : null;
    }
}
