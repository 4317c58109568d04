using Academy.Runtime.Reminders;
using Orleans.Runtime;

namespace Academy.Runtime.Serialization.Codecs;

// The types of Orleans's own surface, as the generator would have made them.

/// <summary>A name inside an identity.</summary>
public sealed class IdSpanCodec : WireCodec<IdSpan>
{
    /// <summary>The one there is.</summary>
    public static readonly IdSpanCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, IdSpan value) =>
        writer.WriteString(value.IsDefault ? null : value.ToString());

    /// <inheritdoc/>
    public override IdSpan Read(ref WireReader reader) =>
        reader.ReadString() is { } text ? IdSpan.Create(text) : default;
}

/// <summary>A type of grains.</summary>
public sealed class GrainTypeCodec : WireCodec<GrainType>
{
    /// <summary>The one there is.</summary>
    public static readonly GrainTypeCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, GrainType value) =>
        IdSpanCodec.Instance.Write(ref writer, value.Value);

    /// <inheritdoc/>
    public override GrainType Read(ref WireReader reader) => new(IdSpanCodec.Instance.Read(ref reader));
}

/// <summary>The identity of a grain.</summary>
public sealed class GrainIdCodec : WireCodec<GrainId>
{
    /// <summary>The one there is.</summary>
    public static readonly GrainIdCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, GrainId value)
    {
        writer.BeginObject();
        writer.WriteTag(0, WireKind.Bytes);
        GrainTypeCodec.Instance.Write(ref writer, value.Type);
        writer.WriteTag(1, WireKind.Bytes);
        IdSpanCodec.Instance.Write(ref writer, value.Key);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override GrainId Read(ref WireReader reader)
    {
        GrainType type = default;
        IdSpan key = default;
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(WireKind.Bytes, kind);
                    type = GrainTypeCodec.Instance.Read(ref reader);
                    break;
                case 1:
                    WireReader.Expect(WireKind.Bytes, kind);
                    key = IdSpanCodec.Instance.Read(ref reader);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return new GrainId(type, key);
    }
}

/// <summary>The identity of a stream.</summary>
public sealed class StreamIdCodec : WireCodec<StreamId>
{
    /// <summary>The one there is.</summary>
    public static readonly StreamIdCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, StreamId value)
    {
        writer.BeginObject();
        writer.WriteTag(0, WireKind.Bytes);
        writer.WriteString(value.GetNamespace());
        writer.WriteTag(1, WireKind.Bytes);
        writer.WriteString(value.GetKeyAsString());
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override StreamId Read(ref WireReader reader)
    {
        var (ns, key) = ((string?)null, (string?)null);
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(WireKind.Bytes, kind);
                    ns = reader.ReadString();
                    break;
                case 1:
                    WireReader.Expect(WireKind.Bytes, kind);
                    key = reader.ReadString();
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return string.IsNullOrEmpty(key) ? default : StreamId.Create(ns, key);
    }
}

/// <summary>A reminder's tick.</summary>
public sealed class TickStatusCodec : WireCodec<TickStatus>
{
    /// <summary>The one there is.</summary>
    public static readonly TickStatusCodec Instance = new();

    /// <inheritdoc/>
    public override WireKind Kind => WireKind.Object;

    /// <inheritdoc/>
    public override void Write(ref WireWriter writer, TickStatus value)
    {
        writer.BeginObject();
        writer.WriteTag(0, WireKind.Fixed64);
        DateTimeCodec.Instance.Write(ref writer, value.FirstTickTime);
        writer.WriteTag(1, WireKind.Fixed64);
        TimeSpanCodec.Instance.Write(ref writer, value.Period);
        writer.WriteTag(2, WireKind.Fixed64);
        DateTimeCodec.Instance.Write(ref writer, value.CurrentTickTime);
        writer.EndObject();
    }

    /// <inheritdoc/>
    public override TickStatus Read(ref WireReader reader)
    {
        var (first, period, current) = (default(DateTime), default(TimeSpan), default(DateTime));
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(WireKind.Fixed64, kind);
                    first = DateTimeCodec.Instance.Read(ref reader);
                    break;
                case 1:
                    WireReader.Expect(WireKind.Fixed64, kind);
                    period = TimeSpanCodec.Instance.Read(ref reader);
                    break;
                case 2:
                    WireReader.Expect(WireKind.Fixed64, kind);
                    current = DateTimeCodec.Instance.Read(ref reader);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return new TickStatus(first, period, current);
    }
}

/// <summary>A reminder as its grain holds it.</summary>
public sealed class StoredReminderCodec : ObjectCodec<StoredReminder>
{
    /// <summary>The one there is.</summary>
    public static readonly StoredReminderCodec Instance = new();

    /// <inheritdoc/>
    protected override void WriteMembers(ref WireWriter writer, StoredReminder value)
    {
        writer.WriteTag(0, WireKind.Bytes);
        writer.WriteString(value.ReminderName);
        writer.WriteTag(1, WireKind.Fixed128);
        writer.WriteGuid(value.Version);
    }

    /// <inheritdoc/>
    protected override StoredReminder ReadMembers(ref WireReader reader)
    {
        var (name, version) = ((string?)null, default(Guid));
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(WireKind.Bytes, kind);
                    name = reader.ReadString();
                    break;
                case 1:
                    WireReader.Expect(WireKind.Fixed128, kind);
                    version = reader.ReadGuid();
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return new StoredReminder(name!, version);
    }
}
