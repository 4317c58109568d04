using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Academy.Api.Answers;

/// <summary>JSON in a buffer from the pool; a thread's writer is used again and again.</summary>
internal sealed class PooledJson : IBufferWriter<byte>, IDisposable
{
    private const int Start = 1_024;

    [ThreadStatic]
    private static Utf8JsonWriter? idleWriter;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(Start);
    private int length;

    private PooledJson() { }

    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, length);

    public static PooledJson Serialize<T>(T value, JsonTypeInfo<T> type)
    {
        var json = new PooledJson();
        var writer = idleWriter ?? new Utf8JsonWriter(Stream.Null, new() { SkipValidation = true });
        idleWriter = null;
        writer.Reset(json);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        writer.Reset(Stream.Null);
        idleWriter = writer;
        return json;
    }

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 1);
        if (buffer.Length - length >= needed)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + needed));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
