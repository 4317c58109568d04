using System.Diagnostics;
using System.Globalization;

namespace Academy.Journal;

/// <summary>What caused an append. It is stored with the events, for operators.</summary>
/// <param name="Correlation">The W3C trace id of the request from outside, in big-endian order.</param>
/// <param name="Causation">The id of the command, or an event (<see cref="OfEvent"/>).</param>
public readonly record struct Cause(Guid? Correlation, string? Causation)
{
    /// <summary>An event as a cause. It contains a blank, which no client's command id does.</summary>
    public static string OfEvent(string stream, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{stream} {seq}");

    /// <summary>The event that a causation names; null if it names a command.</summary>
    public static (string Stream, long Seq)? EventOf(string? causation)
    {
        var blank = causation?.LastIndexOf(' ') ?? -1;
        return
            blank > 0
            && long.TryParse(causation.AsSpan(blank + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? (causation![..blank], seq)
            : null;
    }

    /// <summary>A trace id as it is stored. As text, both have the same digits.</summary>
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
