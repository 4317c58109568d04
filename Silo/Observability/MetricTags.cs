using System.Globalization;
using System.Text;

namespace Academy.Silo.Observability;

/// <summary>
/// The tags of a measurement: compared as they come, so that measuring makes no text, and written as labels.
/// </summary>
internal static class MetricTags
{
    public static IEqualityComparer<KeyValuePair<string, object?>[]> Comparer { get; } = new ByValue();

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder(96);
        foreach (var (name, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            foreach (var c in name)
                text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
            text.Append("=\"");
            foreach (var c in Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            {
                if (c is '"' or '\\')
                    text.Append('\\');
                text.Append(c == '\n' ? ' ' : c);
            }
            text.Append('"');
        }
        return text.ToString();
    }

    private sealed class ByValue
        : IEqualityComparer<KeyValuePair<string, object?>[]>,
            IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
    {
        public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) =>
            x is null || y is null ? ReferenceEquals(x, y) : Equals(x.AsSpan(), y);

        public int GetHashCode(KeyValuePair<string, object?>[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
        {
            if (alternate.Length != other.Length)
                return false;
            for (var i = 0; i < other.Length; i++)
            {
                if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value))
                    return false;
            }
            return true;
        }

        public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
        {
            var hash = new HashCode();
            foreach (var (_, value) in alternate)
                hash.Add(value);
            return hash.ToHashCode();
        }

        public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) =>
            alternate.ToArray();
    }
}
