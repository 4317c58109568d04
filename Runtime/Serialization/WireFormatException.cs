namespace Academy.Runtime.Serialization;

/// <summary>Bytes that are no value of the type that is to be read: they were damaged, or another release wrote them
/// in a way that this one does not know.</summary>
public sealed class WireFormatException : Exception
{
    public WireFormatException() : base("The bytes are not what was to be read.") { }

    public WireFormatException(string message) : base(message) { }

    public WireFormatException(string message, Exception innerException) : base(message, innerException) { }
}
