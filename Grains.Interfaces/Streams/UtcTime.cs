using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Streams;

/// <summary>Times on the wire and in the journal: UTC, ISO 8601, milliseconds, <c>Z</c>.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const int MillisecondsEnd = 23;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTimeOffset(out var time)
            ? time.ToUniversalTime()
            : throw new JsonException("The value is not a time.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // The one format that .NET writes without interpreting a pattern; what is finer than milliseconds is cut off.
        Span<byte> text = stackalloc byte[28];
        value.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[MillisecondsEnd] = (byte)'Z';
        writer.WriteStringValue(text[..(MillisecondsEnd + 1)]);
    }
}

public static class UtcTime
{
    /// <summary>The time as it is written: whole milliseconds, so that what is loaded equals what was live.</summary>
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
    }
}
