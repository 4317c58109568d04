using System.Collections;
using System.Reflection;
using Academy.Runtime.Calls;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Serialization;

/// <summary>Whether two values are the same in all their parts, whatever their own idea of equality is.</summary>
internal static class Sameness
{
    public static void AssertSame(object? expected, object? actual, string where)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null && actual is null, $"{where}: {expected ?? "null"} became {actual ?? "null"}.");
            return;
        }

        switch (expected)
        {
            case ReadOnlyMemory<byte> bytes:
                Assert.True(bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)actual).Span), $"{where}: other bytes.");
                break;
            case GrainReference reference:
                Assert.True(reference.Equals(actual as GrainReference), $"{where}: another reference.");
                break;
            case double number:
                Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)actual));
                break;
            case float number:
                Assert.Equal(BitConverter.SingleToInt32Bits(number), BitConverter.SingleToInt32Bits((float)actual));
                break;
            case decimal number:
                Assert.Equal(decimal.GetBits(number), decimal.GetBits((decimal)actual));
                break;
            case DateTimeOffset time:
                Assert.True(time.EqualsExact((DateTimeOffset)actual), $"{where}: {time:O} became {actual:O}.");
                break;
            case DateTime time:
                Assert.True(time == (DateTime)actual && time.Kind == ((DateTime)actual).Kind, $"{where}: {time:O} became {actual:O}.");
                break;
            case string or Guid or Enum or GrainId or StreamId or CancellationToken or TimeSpan:
                Assert.True(expected.Equals(actual), $"{where}: {expected} became {actual}.");
                break;
            case IEnumerable list:
                AssertSameItems(list, (IEnumerable)actual, where);
                break;
            default:
                AssertSameFields(expected, actual, where);
                break;
        }
    }

    /// <summary>Interfaces that inherit a method have a request class each.</summary>
    public static void AssertSameArguments(GrainRequest expected, GrainRequest actual)
    {
        Assert.True(expected.Method.IsSame(actual.Method), $"{expected.Method} became {actual.Method}.");
        var (one, other) = (ArgumentsOf(expected), ArgumentsOf(actual));
        Assert.Equal(one.Select(static it => it.Name), other.Select(static it => it.Name));
        foreach (var (first, second) in one.Zip(other))
        {
            AssertSame(first.GetValue(expected), second.GetValue(actual), $"{expected.Method}({first.Name})");
        }

        static FieldInfo[] ArgumentsOf(GrainRequest request) =>
            request.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
    }

    private static void AssertSameFields(object expected, object actual, string where)
    {
        Assert.True(expected.GetType() == actual.GetType(), $"{where}: {expected.GetType()} became {actual.GetType()}.");
        if (expected.GetType().IsPrimitive)
        {
            Assert.True(expected.Equals(actual), $"{where}: {expected} became {actual}.");
            return;
        }

        for (var type = expected.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                AssertSame(field.GetValue(expected), field.GetValue(actual), $"{where}.{field.Name}");
            }
        }
    }

    private static void AssertSameItems(IEnumerable expected, IEnumerable actual, string where)
    {
        var (one, other) = (InOrder(expected), InOrder(actual));
        Assert.True(one.Length == other.Length, $"{where}: {one.Length} items became {other.Length}.");
        for (var index = 0; index < one.Length; index++)
        {
            AssertSame(one[index], other[index], $"{where}[{index}]");
        }
    }

    /// <summary>Dictionaries and sets have no order of their own.</summary>
    private static object?[] InOrder(IEnumerable items)
    {
        var all = items.Cast<object?>();
        return items is IDictionary || items.GetType().Name.Contains("Set", StringComparison.Ordinal)
            ? [.. all.OrderBy(static it => it is DictionaryEntry entry ? $"{entry.Key}" : KeyOf(it), StringComparer.Ordinal)]
            : [.. all];
    }

    private static string KeyOf(object? item) =>
        item!.GetType().GetProperty("Key")?.GetValue(item)?.ToString() ?? item.ToString()!;
}
