using System.Collections.Immutable;

namespace Academy.Runtime.Serialization.Codecs;

/// <summary>A dictionary, in the order of its keys where they have one, so that equal dictionaries are equal bytes.
/// Comparers do not travel.</summary>
public sealed class MapCodec<TMap, TKey, TValue>(WireCodec<TKey> key, WireCodec<TValue> value) : WireCodec<TMap?>
    where TMap : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TMap? map)
    {
        if (map is null)
        {
            writer.WriteNullBytes();
            return;
        }

        var pairs = WireOrder.Sorted(map);
        writer.BeginMap(pairs.Length, key.Kind, value.Kind);
        foreach (var pair in pairs)
        {
            key.Write(ref writer, pair.Key);
            value.Write(ref writer, pair.Value);
        }

        writer.EndList();
    }

    /// <inheritdoc/>
    public override TMap? Read(ref WireReader reader)
    {
        var count = reader.BeginMap(key.Kind, value.Kind);
        if (count < 0)
        {
            return null;
        }

        // The count is not believed in: the dictionary grows with what is read.
        var map = new Dictionary<TKey, TValue>();
        for (var index = 0; index < count; index++)
        {
            if (key.Read(ref reader) is not { } name || !map.TryAdd(name, value.Read(ref reader)))
            {
                throw new WireFormatException("A key of a dictionary is null or there twice.");
            }
        }

        reader.EndList();
        return typeof(TMap) == typeof(ImmutableDictionary<TKey, TValue>)
            ? (TMap)(object)map.ToImmutableDictionary() : (TMap)(object)map;
    }
}
