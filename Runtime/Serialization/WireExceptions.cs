using Orleans.Runtime;

namespace Academy.Runtime.Serialization;

/// <summary>
/// Exceptions on their way to a caller in another process: type, message, inner exception and members; no stack trace,
/// which is the other process's own affair. A type that the reader does not know arrives as the nearest one below it that
/// the writer knows, and at last as <see cref="OrleansException"/> with the type's name before the message.
/// </summary>
internal static class WireExceptions
{
    private const int InnerMax = 8;
    private const int MessageMax = 16 * 1024;

    internal static void Write(ref WireWriter writer, Exception exception) => Write(ref writer, exception, 0);

    internal static Exception Read(ref WireReader reader) => ReadObject(ref reader);

    private static void Write(ref WireWriter writer, Exception exception, int depth)
    {
        var known = writer.Context.Types.ExceptionOf(exception.GetType());
        var message = exception.Message;
        writer.BeginObject();
        writer.WriteTag(0, WireKind.Bytes);
        writer.WriteString(exception.GetType().Name);
        writer.WriteTag(1, WireKind.Bytes);
        writer.WriteString(message.Length <= MessageMax ? message : message[..MessageMax]);
        if (exception.InnerException is { } inner && depth < InnerMax)
        {
            writer.WriteTag(2, WireKind.Object);
            Write(ref writer, inner, depth + 1);
        }

        if (known?.Exception is { } codec)
        {
            writer.WriteTag(3, WireKind.Fixed32);
            writer.WriteFixed32(known.Id);
            writer.WriteTag(4, WireKind.Object);
            writer.BeginObject();
            codec().WriteAny(ref writer, exception);
            writer.EndObject();
        }

        writer.EndObject();
    }

    private static Exception ReadObject(ref WireReader reader)
    {
        var (name, message) = ("", "");
        Exception? inner = null;
        ExceptionCodec? codec = null;
        Exception? made = null;
        reader.BeginObject();
        while (reader.ReadTag(out var id, out var kind))
        {
            switch (id)
            {
                case 0:
                    WireReader.Expect(WireKind.Bytes, kind);
                    name = reader.ReadString() ?? "";
                    break;
                case 1:
                    WireReader.Expect(WireKind.Bytes, kind);
                    message = reader.ReadString() ?? "";
                    break;
                case 2:
                    WireReader.Expect(WireKind.Object, kind);
                    inner = ReadObject(ref reader);
                    break;
                case 3:
                    WireReader.Expect(WireKind.Fixed32, kind);
                    codec = reader.Context.Types.ExceptionOf(reader.ReadFixed32())?.Exception?.Invoke();
                    break;
                case 4 when codec is not null:
                    WireReader.Expect(WireKind.Object, kind);
                    reader.BeginObject();
                    made = codec.ReadAny(ref reader, message, inner);
                    break;
                default:
                    reader.Skip(kind);
                    break;
            }
        }

        return made ?? new OrleansException($"{name}: {message}", inner!);
    }
}
