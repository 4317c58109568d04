using System.Diagnostics;
using System.Globalization;

namespace Academy.Journal;

/// <summary>What an append is part of, and what led to it; kept with its events, for operators.</summary>
/// <param name="Correlation">W3C's trace id of the request from outside with which it began, the first of its bytes
/// first.</param>
/// <param name="Causation">The id of the command, or <see cref="OfEvent"/>.</param>
public readonly record struct Cause(Guid? Correlation, string? Causation)
{
    /// <summary>An event as a cause. No client's command has such an id: it has a blank.</summary>
    public static string OfEvent(string stream, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{stream} {seq}");

    /// <summary>The event that a causation names; null when it names a command.</summary>
    public static (string Stream, long Seq)? EventOf(string? causation)
    {
        var blank = causation?.LastIndexOf(' ') ?? -1;
        return
            blank > 0
            && long.TryParse(causation.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? (causation![..blank], seq)
            : null;
    }

    /// <summary>A trace id as it is kept; written as text, both have the same digits.</summary>
    public static Guid CorrelationOf(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    public static ActivityTraceId TraceOf(Guid correlation)
    {
        Span<byte> bytes = stackalloc byte[16];
        correlation.TryWriteBytes(bytes, bigEndian: true, out _);
        return ActivityTraceId.CreateFromBytes(bytes);
    }
}
