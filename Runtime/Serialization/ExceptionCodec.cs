namespace Academy.Runtime.Serialization;

/// <summary>Whatever writes and reads what exceptions of one type have beside message and inner exception.</summary>
public abstract class ExceptionCodec
{
    private protected ExceptionCodec() { }

    internal abstract void WriteAny(ref WireWriter writer, Exception exception);

    internal abstract Exception ReadAny(ref WireReader reader, string message, Exception? inner);
}

/// <summary>Writes and reads what exceptions of the type <typeparamref name="TException"/> have beside message and inner
/// exception.</summary>
public abstract class ExceptionCodec<TException> : ExceptionCodec where TException : Exception
{
    /// <summary>Writes the members, each behind its tag.</summary>
    protected abstract void WriteMembers(ref WireWriter writer, TException exception);

    /// <summary>Reads the members and the end, and makes the exception.</summary>
    protected abstract TException ReadMembers(ref WireReader reader, string message, Exception? inner);

    internal sealed override void WriteAny(ref WireWriter writer, Exception exception) =>
        WriteMembers(ref writer, (TException)exception);

    internal sealed override Exception ReadAny(ref WireReader reader, string message, Exception? inner) =>
        ReadMembers(ref reader, message, inner);
}

/// <summary>An exception that has nothing beside message and inner exception.</summary>
internal sealed class PlainExceptionCodec<TException>(Func<string, Exception?, TException> make)
    : ExceptionCodec<TException> where TException : Exception
{
    protected override void WriteMembers(ref WireWriter writer, TException exception) { }

    protected override TException ReadMembers(ref WireReader reader, string message, Exception? inner)
    {
        while (reader.ReadTag(out _, out var kind))
        {
            reader.Skip(kind);
        }

        return make(message, inner);
    }
}
