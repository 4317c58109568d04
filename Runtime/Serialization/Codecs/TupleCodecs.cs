namespace Academy.Runtime.Serialization.Codecs;

/// <summary>A pair of key and value.</summary>
public sealed class PairCodec<TKey, TValue>(
    WireCodec<TKey> tKeyCodec, WireCodec<TValue> tValueCodec) : WireCodec<KeyValuePair<TKey, TValue>>
{
    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, KeyValuePair<TKey, TValue> value)
    {
        writer.BeginObject();
        writer.WriteTag(0, tKeyCodec.Kind);
        tKeyCodec.Write(ref writer, value.Key);
        writer.WriteTag(1, tValueCodec.Kind);
        tValueCodec.Write(ref writer, value.Value);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override KeyValuePair<TKey, TValue> Read(ref WireReader reader)
    {
        var item1 = default(TKey)!;
        var item2 = default(TValue)!;
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(tKeyCodec.Kind, kind);
                    item1 = tKeyCodec.Read(ref reader);
                    break;
                case 1:
                    WireReader.Expect(tValueCodec.Kind, kind);
                    item2 = tValueCodec.Read(ref reader);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return new KeyValuePair<TKey, TValue>(item1, item2);
    }
}

/// <summary>2 values.</summary>
public sealed class TupleCodec<T1, T2>(
    WireCodec<T1> t1Codec, WireCodec<T2> t2Codec) : WireCodec<(T1, T2)>
{
    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, (T1, T2) value)
    {
        writer.BeginObject();
        writer.WriteTag(0, t1Codec.Kind);
        t1Codec.Write(ref writer, value.Item1);
        writer.WriteTag(1, t2Codec.Kind);
        t2Codec.Write(ref writer, value.Item2);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override (T1, T2) Read(ref WireReader reader)
    {
        var item1 = default(T1)!;
        var item2 = default(T2)!;
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(t1Codec.Kind, kind);
                    item1 = t1Codec.Read(ref reader);
                    break;
                case 1:
                    WireReader.Expect(t2Codec.Kind, kind);
                    item2 = t2Codec.Read(ref reader);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return (item1, item2);
    }
}

/// <summary>3 values.</summary>
public sealed class TupleCodec<T1, T2, T3>(
    WireCodec<T1> t1Codec, WireCodec<T2> t2Codec, WireCodec<T3> t3Codec) : WireCodec<(T1, T2, T3)>
{
    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, (T1, T2, T3) value)
    {
        writer.BeginObject();
        writer.WriteTag(0, t1Codec.Kind);
        t1Codec.Write(ref writer, value.Item1);
        writer.WriteTag(1, t2Codec.Kind);
        t2Codec.Write(ref writer, value.Item2);
        writer.WriteTag(2, t3Codec.Kind);
        t3Codec.Write(ref writer, value.Item3);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override (T1, T2, T3) Read(ref WireReader reader)
    {
        var item1 = default(T1)!;
        var item2 = default(T2)!;
        var item3 = default(T3)!;
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(t1Codec.Kind, kind);
                    item1 = t1Codec.Read(ref reader);
                    break;
                case 1:
                    WireReader.Expect(t2Codec.Kind, kind);
                    item2 = t2Codec.Read(ref reader);
                    break;
                case 2:
                    WireReader.Expect(t3Codec.Kind, kind);
                    item3 = t3Codec.Read(ref reader);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return (item1, item2, item3);
    }
}

/// <summary>4 values.</summary>
public sealed class TupleCodec<T1, T2, T3, T4>(
    WireCodec<T1> t1Codec, WireCodec<T2> t2Codec, WireCodec<T3> t3Codec, WireCodec<T4> t4Codec) : WireCodec<(T1, T2, T3, T4)>
{
    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, (T1, T2, T3, T4) value)
    {
        writer.BeginObject();
        writer.WriteTag(0, t1Codec.Kind);
        t1Codec.Write(ref writer, value.Item1);
        writer.WriteTag(1, t2Codec.Kind);
        t2Codec.Write(ref writer, value.Item2);
        writer.WriteTag(2, t3Codec.Kind);
        t3Codec.Write(ref writer, value.Item3);
        writer.WriteTag(3, t4Codec.Kind);
        t4Codec.Write(ref writer, value.Item4);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override (T1, T2, T3, T4) Read(ref WireReader reader)
    {
        var item1 = default(T1)!;
        var item2 = default(T2)!;
        var item3 = default(T3)!;
        var item4 = default(T4)!;
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(t1Codec.Kind, kind);
                    item1 = t1Codec.Read(ref reader);
                    break;
                case 1:
                    WireReader.Expect(t2Codec.Kind, kind);
                    item2 = t2Codec.Read(ref reader);
                    break;
                case 2:
                    WireReader.Expect(t3Codec.Kind, kind);
                    item3 = t3Codec.Read(ref reader);
                    break;
                case 3:
                    WireReader.Expect(t4Codec.Kind, kind);
                    item4 = t4Codec.Read(ref reader);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return (item1, item2, item3, item4);
    }
}
