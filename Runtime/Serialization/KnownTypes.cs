using Academy.Runtime.Clustering;
using Academy.Runtime.Manifest;
using Academy.Runtime.Reminders;
using Academy.Runtime.Serialization.Codecs;
using Orleans.Runtime;

namespace Academy.Runtime.Serialization;

/// <summary>What travels without a generator having looked at it.</summary>
internal static class KnownTypes
{
    internal static void Describe(GrainManifestBuilder builder)
    {
        builder
            .AddType("bool", static () => BooleanCodec.Instance)
            .AddType("byte", static () => ByteCodec.Instance)
            .AddType("sbyte", static () => SByteCodec.Instance)
            .AddType("short", static () => Int16Codec.Instance)
            .AddType("ushort", static () => UInt16Codec.Instance)
            .AddType("int", static () => Int32Codec.Instance)
            .AddType("uint", static () => UInt32Codec.Instance)
            .AddType("long", static () => Int64Codec.Instance)
            .AddType("ulong", static () => UInt64Codec.Instance)
            .AddType("char", static () => CharCodec.Instance)
            .AddType("float", static () => SingleCodec.Instance)
            .AddType("double", static () => DoubleCodec.Instance)
            .AddType("decimal", static () => DecimalCodec.Instance)
            .AddType("string", static () => StringCodec.Instance)
            .AddType("bytes", static () => ByteArrayCodec.Instance)
            .AddType("guid", static () => GuidCodec.Instance)
            .AddType("datetime", static () => DateTimeCodec.Instance)
            .AddType("datetimeoffset", static () => DateTimeOffsetCodec.Instance)
            .AddType("timespan", static () => TimeSpanCodec.Instance)
            .AddType("dateonly", static () => DateOnlyCodec.Instance)
            .AddType("timeonly", static () => TimeOnlyCodec.Instance)
            .AddType("Orleans.Runtime.IdSpan", static () => IdSpanCodec.Instance)
            .AddType("Orleans.Runtime.GrainType", static () => GrainTypeCodec.Instance)
            .AddType("Orleans.Runtime.GrainId", static () => GrainIdCodec.Instance)
            .AddType("Orleans.Runtime.StreamId", static () => StreamIdCodec.Instance)
            .AddType("Orleans.Runtime.TickStatus", static () => TickStatusCodec.Instance)
            .AddType("Academy.Runtime.Reminders.StoredReminder", static () => StoredReminderCodec.Instance);
#pragma warning disable MA0015 // The message names the parameter already.
        builder
            .AddException("OrleansException", static (message, inner) => new OrleansException(message, inner!))
            .AddException("LimitExceeded", static (message, inner) => new LimitExceededException(message, inner!))
            .AddException("Rejection", static (message, inner) => new OrleansMessageRejectionException(message, inner!))
            .AddException("SiloUnavailable", static (message, inner) => new SiloUnavailableException(message, inner!))
            .AddException("OutcomeUnknown", static (message, inner) => new OutcomeUnknownException(message, inner!))
            .AddException("Reminder", static (message, _) => new ReminderException(message))
            .AddException("WireFormat", static (message, inner) => new WireFormatException(message, inner!))
            .AddException("Timeout", static (message, inner) => new TimeoutException(message, inner))
            .AddException("OperationCanceled", static (message, inner) => new OperationCanceledException(message, inner))
            .AddException("TaskCanceled", static (message, inner) => new TaskCanceledException(message, inner))
            .AddException("Argument", static (message, inner) => new ArgumentException(message, inner))
            .AddException("ArgumentNull", static (message, inner) => new ArgumentNullException(message, inner))
            .AddException(
                "ArgumentOutOfRange", static (message, inner) => new ArgumentOutOfRangeException(message, inner))
            .AddException("InvalidOperation", static (message, inner) => new InvalidOperationException(message, inner))
            .AddException("ObjectDisposed", static (message, inner) => new ObjectDisposedException(message, inner))
            .AddException("NotSupported", static (message, inner) => new NotSupportedException(message, inner))
            .AddException("Format", static (message, inner) => new FormatException(message, inner))
            .AddException("Overflow", static (message, inner) => new OverflowException(message, inner))
            .AddException("KeyNotFound", static (message, inner) => new KeyNotFoundException(message, inner))
            .AddException("UnauthorizedAccess", static (message, inner) => new UnauthorizedAccessException(message, inner))
            .AddException("IO", static (message, inner) => new IOException(message, inner));
#pragma warning restore MA0015
    }
}
