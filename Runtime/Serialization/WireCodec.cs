namespace Academy.Runtime.Serialization;

/// <summary>Whatever writes and reads the values of one type. It has no state and is shared.</summary>
public abstract class WireCodec
{
    private protected WireCodec() { }

    /// <summary>The shape of the values.</summary>
    public abstract WireKind Kind { get; }

    /// <summary>The type of the values.</summary>
    internal abstract Type Type { get; }

    internal abstract void WriteAny(ref WireWriter writer, object value);

    internal abstract object? ReadAny(ref WireReader reader);
}

/// <summary>Writes and reads values of <typeparamref name="T"/>.</summary>
public abstract class WireCodec<T> : WireCodec
{
    /// <summary>Writes a value.</summary>
    public abstract void Write(ref WireWriter writer, T value);

    /// <summary>Reads a value.</summary>
    /// <exception cref="WireFormatException">There is none.</exception>
    public abstract T Read(ref WireReader reader);

    internal sealed override Type Type => typeof(T);

    internal sealed override void WriteAny(ref WireWriter writer, object value) => Write(ref writer, (T)value);

    internal sealed override object? ReadAny(ref WireReader reader) => Read(ref reader);
}
