using System.Text.Json;
using Academy.Journal.Projections;

namespace Academy.Journal.Tests;

/// <summary>The tests' slice: notes, with a read model of each kind (a row per event, a sum per author).</summary>
internal sealed record NoteTaken(string Body)
{
    public const string Type = "test.note-taken";

    public static PendingEvent Pending(string body) =>
        new(Type, 1, JsonSerializer.SerializeToUtf8Bytes(new { body }), new NoteTaken(body));
}

internal sealed class NotesProjection : IProjection
{
    public IReadOnlyList<string> Tables => ["notes", "note_counts"];

    public void Define(ProjectionBuilder projection)
    {
        projection
            .On<NoteTaken>(
                NoteTaken.Type,
                "insert into notes (stream, seq, body) select unnest($1), unnest($2), unnest($3)"
            )
            .Text(e => e.Stream)
            .Bigint(e => e.Seq)
            .Text(e => e.Event.Body == "boom" ? throw new ArithmeticException("boom") : e.Event.Body);
        projection
            .On<NoteTaken>(
                NoteTaken.Type,
                """
                insert into note_counts (author, notes)
                select author, count(*) from unnest($1::text[]) author group by author order by author
                on conflict (author) do update set notes = note_counts.notes + excluded.notes
                """
            )
            .Text(e => e.Actor);
    }
}

internal sealed class NotesDecoder : IEventDecoder
{
    public object Decode(string type, int version, ReadOnlyMemory<byte> data) =>
        new NoteTaken(JsonDocument.Parse(data).RootElement.GetProperty("body").GetString()!);
}
