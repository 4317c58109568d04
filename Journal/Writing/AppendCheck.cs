using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Academy.Journal.Writing;

/// <summary>
/// Refuses an append before it is queued if PostgreSQL would refuse it later. This costs a few vectorized scans. What
/// it does not find (malformed JSON) is found later, by halving the batch.
/// </summary>
internal static class AppendCheck
{
    /// <returns>Bytes of JSON in the append.</returns>
    public static int Check(Append append, JournalOptions limits)
    {
        Name(append.Stream, "stream", limits);
        Name(append.Actor, "actor", limits);
        if (append.ExpectedSeq < 0)
            throw new InvalidAppendException($"Expected seq {append.ExpectedSeq} is negative.");
        if (append.Events.Count == 0 || append.Events.Count > limits.EventsPerAppendMax)
            throw new InvalidAppendException(
                $"An append holds 1 to {limits.EventsPerAppendMax} events, not {append.Events.Count}."
            );

        var bytes = 0L;
        for (var i = 0; i < append.Events.Count; i++)
        {
            Name(append.Events[i].Type, "event type", limits);
            bytes += Json(append.Events[i].Data.Span, append.Events[i].Type, limits);
        }
        if (append.Cause.Causation is { } causation)
            Name(causation, "causation", limits.CausationBytesMax);
        if (append.Command is { } command)
        {
            Name(command.CommandId, "command id", limits);
            Name(command.RequestHash, "request hash", limits);
            bytes += Json(command.Answer.Span, "answer", limits);
        }
        if (
            Math.Max(append.Feed.Count, Math.Max(append.Outbox.Count, append.Taken?.Positions.Count ?? 0))
            > limits.RowsPerAppendMax
        )
            throw new InvalidAppendException($"An append leaves and takes {limits.RowsPerAppendMax} rows at most.");
        if (append.Taken is { } taken)
            Name(taken.Owner, "feed owner", limits);
        for (var i = 0; i < append.Feed.Count; i++)
        {
            Name(append.Feed[i].Owner, "feed owner", limits);
            bytes += Json(append.Feed[i].Data.Span, "feed", limits);
        }
        for (var i = 0; i < append.Outbox.Count; i++)
        {
            Name(append.Outbox[i].Kind, "outbox kind", limits);
            bytes += Json(append.Outbox[i].Data.Span, "outbox", limits);
        }
        if (bytes > limits.AppendBytesMax)
            throw new InvalidAppendException($"The append has {bytes} bytes; the limit is {limits.AppendBytesMax}.");
        return (int)bytes;
    }

    private static void Name(string name, string what, JournalOptions limits) => Name(name, what, limits.NameBytesMax);

    private static void Name(string name, string what, int bytesMax)
    {
        if (name.Length == 0)
            throw new InvalidAppendException($"The {what} is empty.");
        if (name.Length * 3 > bytesMax && Encoding.UTF8.GetByteCount(name) > bytesMax)
            throw new InvalidAppendException($"The {what} is longer than {bytesMax} bytes.");
        if (name.Contains('\0') || (name.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && HasLoneSurrogate(name)))
            throw new InvalidAppendException($"The {what} has characters that text cannot hold.");
    }

    private static int Json(ReadOnlySpan<byte> json, string what, JournalOptions limits)
    {
        if (json.IsEmpty)
            throw new InvalidAppendException($"{what}: no JSON.");
        if (json.Length > limits.EventBytesMax)
            throw new InvalidAppendException($"{what}: {json.Length} bytes; the limit is {limits.EventBytesMax}.");
        if (!Utf8.IsValid(json))
            throw new InvalidAppendException($"{what}: not UTF-8.");
        if (json.IndexOf("\\u"u8) >= 0)
            Escapes(json, what);
        return json.Length;
    }

    private static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i]))
                continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                return true;
            i++;
        }
        return false;
    }

    /// <summary>
    /// Checks escapes: <c>\u0000</c> and lone surrogates are valid JSON, but jsonb cannot store them.
    /// </summary>
    private static void Escapes(ReadOnlySpan<byte> json, string what)
    {
        while (json.IndexOf((byte)'\\') is >= 0 and var at)
        {
            json = json[at..];
            if (json.Length < 2 || json[1] != 'u')
            {
                json = json[Math.Min(2, json.Length)..];
                continue;
            }
            var unit = CodeUnit(json);
            json = json[Math.Min(6, json.Length)..];
            if (unit == 0 || char.IsLowSurrogate((char)unit))
                throw new InvalidAppendException($"{what}: an escape that text cannot hold.");
            if (!char.IsHighSurrogate((char)unit))
                continue;
            if (!char.IsLowSurrogate((char)CodeUnit(json)))
                throw new InvalidAppendException($"{what}: half a surrogate pair.");
            json = json[6..];
        }
    }

    /// <summary>The code unit of a <c>\uXXXX</c> at the start, or a harmless letter if there is none.</summary>
    private static int CodeUnit(ReadOnlySpan<byte> json)
    {
        if (json.Length < 6 || json[0] != '\\' || json[1] != 'u')
            return 'x';
        return int.TryParse(json[2..6], NumberStyles.AllowHexSpecifier, null, out var unit) ? unit : 'x';
    }
}
