using System.Buffers.Binary;

namespace Academy.Runtime.Serialization.Codecs;

/// <summary>A time span, in ticks.</summary>
public sealed class TimeSpanCodec : WireCodec<TimeSpan>
{
    /// <summary>The one there is.</summary>
    public static readonly TimeSpanCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Fixed64;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TimeSpan value) => writer.WriteFixed64((ulong)value.Ticks);

    /// <inheritdoc/>
    public override TimeSpan Read(ref WireReader reader) => new((long)reader.ReadFixed64());
}

/// <summary>A decimal number: its four parts.</summary>
public sealed class DecimalCodec : WireCodec<decimal>
{
    /// <summary>The one there is.</summary>
    public static readonly DecimalCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Fixed128;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (var part in parts)
        {
            writer.WriteFixed32((uint)part);
        }
    }

    /// <inheritdoc/>
    public override decimal Read(ref WireReader reader)
    {
        Span<int> parts = stackalloc int[4];
        foreach (ref var part in parts)
        {
            part = (int)reader.ReadFixed32();
        }

        // Nothing but the sign and a scale up to 28.
        return (parts[3] & 0x7F00FFFF) == 0 && (parts[3] >> 16 & 0xFF) <= 28
            ? new decimal(parts) : throw new WireFormatException("The bytes are no decimal number.");
    }
}

/// <summary>A time: its ticks, and its kind in the highest two bits.</summary>
public sealed class DateTimeCodec : WireCodec<DateTime>
{
    /// <summary>The one there is.</summary>
    public static readonly DateTimeCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Fixed64;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, DateTime value) =>
        writer.WriteFixed64((ulong)value.Ticks | (ulong)value.Kind << 62);

    /// <inheritdoc/>
    public override DateTime Read(ref WireReader reader)
    {
        var bits = reader.ReadFixed64();
        var ticks = (long)(bits & (1UL << 62) - 1);
        return ticks <= DateTime.MaxValue.Ticks && bits >> 62 <= (ulong)DateTimeKind.Local
            ? new DateTime(ticks, (DateTimeKind)(bits >> 62))
            : throw new WireFormatException("The bytes are no time.");
    }
}

/// <summary>A time with its offset: the ticks of its clock, and two bytes of minutes if it is not UTC.</summary>
public sealed class DateTimeOffsetCodec : WireCodec<DateTimeOffset>
{
    /// <summary>The one there is.</summary>
    public static readonly DateTimeOffsetCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, DateTimeOffset value)
    {
        Span<byte> bytes = stackalloc byte[10];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[8..], (short)value.TotalOffsetMinutes);
        writer.WriteBytes(value.TotalOffsetMinutes == 0 ? bytes[..8] : bytes);
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref WireReader reader)
    {
        if (!reader.ReadBytes(out var bytes) || bytes.Length is not (8 or 10))
        {
            throw new WireFormatException("The bytes are no time.");
        }

        var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var minutes = bytes.Length == 8 ? 0 : BinaryPrimitives.ReadInt16LittleEndian(bytes[8..]);
        return (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks && minutes is >= -14 * 60 and <= 14 * 60
            && (ulong)(ticks - minutes * TimeSpan.TicksPerMinute) <= (ulong)DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, new TimeSpan(0, minutes, 0))
            : throw new WireFormatException("The bytes are no time.");
    }
}

/// <summary>A day: how many are before it.</summary>
public sealed class DateOnlyCodec : WireCodec<DateOnly>
{
    /// <summary>The one there is.</summary>
    public static readonly DateOnlyCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, DateOnly value) => writer.WriteVarint((ulong)value.DayNumber);

    /// <inheritdoc/>
    public override DateOnly Read(ref WireReader reader) => DateOnly.FromDayNumber((int)reader.ReadVarint((ulong)DateOnly.MaxValue.DayNumber));
}

/// <summary>A time of day, in ticks.</summary>
public sealed class TimeOnlyCodec : WireCodec<TimeOnly>
{
    /// <summary>The one there is.</summary>
    public static readonly TimeOnlyCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Varint;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TimeOnly value) => writer.WriteVarint((ulong)value.Ticks);

    /// <inheritdoc/>
    public override TimeOnly Read(ref WireReader reader) => new((long)reader.ReadVarint((ulong)TimeOnly.MaxValue.Ticks));
}
