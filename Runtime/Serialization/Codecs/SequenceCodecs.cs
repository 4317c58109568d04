using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Academy.Runtime.Serialization.Codecs;

/// <summary>Elements in a row.</summary>
public abstract class SequenceCodec<TSequence, T>(WireCodec<T> element) : WireCodec<TSequence?>
{
    /// <summary>More elements than this are not believed in before they have been read.</summary>
    private const int BelievedMax = 1024;

    /// <inheritdoc/>
    public sealed override WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public sealed override TSequence? Read(ref WireReader reader)
    {
        var count = reader.BeginList(element.Kind);
        if (count < 0)
        {
            return default;
        }

        var items = count == 0 ? [] : new T[Math.Min(count, BelievedMax)];
        for (var index = 0; index < count; index++)
        {
            if (index == items.Length)
            {
                Array.Resize(ref items, (int)Math.Min(count, items.Length * 2L));
            }

            items[index] = element.Read(ref reader);
        }

        reader.EndList();
        return Make(items);
    }

    private protected void WriteSpan(ref WireWriter writer, ReadOnlySpan<T> items)
    {
        writer.BeginList(items.Length, element.Kind);
        foreach (var item in items)
        {
            element.Write(ref writer, item);
        }

        writer.EndList();
    }

    private protected void WriteAny(ref WireWriter writer, IEnumerable<T>? items)
    {
        switch (items)
        {
            case null:
                writer.WriteNullBytes();
                break;
            case T[] array:
                WriteSpan(ref writer, array);
                break;
            case List<T> list:
                WriteSpan(ref writer, CollectionsMarshal.AsSpan(list));
                break;
            default:
                WriteSpan(ref writer, items.ToArray());
                break;
        }
    }

    private protected abstract TSequence Make(T[] items);
}

/// <summary>An array.</summary>
public sealed class ArrayCodec<T>(WireCodec<T> element) : SequenceCodec<T[], T>(element)
{
    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, T[]? value) => WriteAny(ref writer, value);

    private protected override T[] Make(T[] items) => items;
}

/// <summary>A list.</summary>
public sealed class ListCodec<T>(WireCodec<T> element) : SequenceCodec<List<T>, T>(element)
{
    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, List<T>? value) => WriteAny(ref writer, value);

    private protected override List<T> Make(T[] items) => [.. items];
}

/// <summary>Whatever an array can stand for: <see cref="IReadOnlyList{T}"/> and what it derives from.</summary>
public sealed class ReadOnlyListCodec<TSequence, T>(WireCodec<T> element) : SequenceCodec<TSequence, T>(element)
    where TSequence : class, IEnumerable<T>
{
    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TSequence? value) => WriteAny(ref writer, value);

    private protected override TSequence Make(T[] items) => (TSequence)(object)items;
}

/// <summary>An immutable array; a default one is null.</summary>
public sealed class ImmutableArrayCodec<T>(WireCodec<T> element) : SequenceCodec<ImmutableArray<T>, T>(element)
{
    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, ImmutableArray<T> value) =>
        WriteAny(ref writer, ImmutableCollectionsMarshal.AsArray(value));

    private protected override ImmutableArray<T> Make(T[] items) => ImmutableCollectionsMarshal.AsImmutableArray(items);
}

/// <summary>An immutable list.</summary>
public sealed class ImmutableListCodec<T>(WireCodec<T> element) : SequenceCodec<ImmutableList<T>, T>(element)
{
    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, ImmutableList<T>? value) => WriteAny(ref writer, value);

    private protected override ImmutableList<T> Make(T[] items) => [.. items];
}

/// <summary>A set, in the order of its elements where they have one, so that equal sets are equal bytes.</summary>
public sealed class SetCodec<TSet, T>(WireCodec<T> element) : SequenceCodec<TSet, T>(element)
    where TSet : class, IEnumerable<T>
{
    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TSet? value) => WriteAny(ref writer, WireOrder.Sorted(value));

    private protected override TSet Make(T[] items) => typeof(TSet) == typeof(ImmutableHashSet<T>)
        ? (TSet)(object)ImmutableHashSet.Create(items) : (TSet)(object)new HashSet<T>(items);
}

/// <summary>The order in which unordered things are written.</summary>
internal static class WireOrder
{
    internal static T[]? Sorted<T>(IEnumerable<T>? items)
    {
        var sorted = items?.ToArray();
        if (sorted is string[] texts)
        {
            Array.Sort(texts, StringComparer.Ordinal);
        }
        else if (sorted is not null && typeof(T).IsAssignableTo(typeof(IComparable)))
        {
            Array.Sort(sorted);
        }

        return sorted;
    }

    internal static KeyValuePair<TKey, TValue>[] Sorted<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        var sorted = pairs.ToArray();
        if (typeof(TKey) == typeof(string))
        {
            Array.Sort(sorted, static (one, other) =>
                string.CompareOrdinal((string)(object)one.Key!, (string)(object)other.Key!));
        }
        else if (typeof(TKey).IsAssignableTo(typeof(IComparable)))
        {
            Array.Sort(sorted, static (one, other) => Comparer<TKey>.Default.Compare(one.Key, other.Key));
        }

        return sorted;
    }
}
