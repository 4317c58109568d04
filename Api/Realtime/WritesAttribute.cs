using System.Collections.Frozen;
using System.Reflection;

namespace Academy.Api.Realtime;

/// <summary>
/// A hub method that counts as one of its caller's writes, as the same does over HTTP. What leaves nothing behind
/// (who types) or is written once a second at most, however often it is said (how far somebody has read), does not.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WritesAttribute : Attribute
{
    private static readonly FrozenSet<string> Methods = typeof(AcademyHub)
        .GetMethods()
        .Where(method => method.IsDefined(typeof(WritesAttribute)))
        .Select(method => method.Name)
        .ToFrozenSet();

    public static bool IsOn(string hubMethod) => Methods.Contains(hubMethod);
}
