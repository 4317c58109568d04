using Academy.Grains;
using Academy.Journal;
using Academy.Runtime.Manifest;
using Academy.Runtime.Serialization;
using Npgsql;

namespace Academy.Silo.Runtimes;

/// <summary>The grains, and the exceptions of the journal and of the database: they keep their kind, and what they say about the
/// outcome, on the way to another process. The journal does not know Orleans; so they are described here, where the two
/// meet.</summary>
internal static class SiloManifest
{
    public static void Describe(GrainManifestBuilder manifest) => manifest
        .Include(GrainManifest.Describe)
        .AddException("journal.unavailable", static () => Unavailable)
        .AddException("journal.fenced", static () => Fenced)
        .AddException("journal.overloaded", static (message, _) => new JournalOverloadedException(message))
        .AddException("journal.invalid-append", static (message, inner) => new InvalidAppendException(message, inner))
        .AddException("npgsql", static (message, inner) => new NpgsqlException(message, inner))
        .AddException("npgsql.postgres", static () => new PostgresCodec());

    private static readonly ExceptionCodec<JournalUnavailableException> Unavailable =
        new OutcomeCodec<JournalUnavailableException>(
            static fault => fault.IsOutcomeUnknown,
            static (message, inner, unknown) => new(message, inner) { IsOutcomeUnknown = unknown });

    private static readonly ExceptionCodec<JournalFencedException> Fenced = new OutcomeCodec<JournalFencedException>(
        static fault => fault.IsOutcomeUnknown,
        static (message, _, unknown) => new(message) { IsOutcomeUnknown = unknown });

    private sealed class OutcomeCodec<TException>(
        Func<TException, bool> isUnknown, Func<string, Exception?, bool, TException> make) : ExceptionCodec<TException>
        where TException : Exception
    {
        protected override void WriteMembers(ref WireWriter writer, TException exception)
        {
            writer.WriteTag(0, WireKind.Varint);
            writer.WriteByte(isUnknown(exception) ? (byte)1 : (byte)0);
        }

        protected override TException ReadMembers(ref WireReader reader, string message, Exception? inner)
        {
            var unknown = false;
            while (reader.ReadTag(out var id, out var kind))
            {
                if (id == 0)
                {
                    WireReader.Expect(WireKind.Varint, kind);
                    unknown = reader.ReadVarint(1) != 0;
                }
                else
                {
                    reader.Skip(kind);
                }
            }

            return make(message, inner, unknown);
        }
    }

    private sealed class PostgresCodec : ExceptionCodec<PostgresException>
    {
        protected override void WriteMembers(ref WireWriter writer, PostgresException exception)
        {
            writer.WriteTag(0, WireKind.Bytes);
            writer.WriteString(exception.SqlState);
            writer.WriteTag(1, WireKind.Bytes);
            writer.WriteString(exception.MessageText);
        }

        protected override PostgresException ReadMembers(ref WireReader reader, string message, Exception? inner)
        {
            var (state, text) = (PostgresErrorCodes.InternalError, message);
            while (reader.ReadTag(out var id, out var kind))
            {
                switch (id)
                {
                    case 0:
                        WireReader.Expect(WireKind.Bytes, kind);
                        state = reader.ReadString() is { Length: 5 } known ? known : state;
                        break;
                    case 1:
                        WireReader.Expect(WireKind.Bytes, kind);
                        text = reader.ReadString() ?? text;
                        break;
                    default:
                        reader.Skip(kind);
                        break;
                }
            }

            return new PostgresException(text, "ERROR", "ERROR", state);
        }
    }
}
