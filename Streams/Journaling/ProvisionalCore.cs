using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Academy.Journal;

namespace Academy.Streams.Journaling;

/// <summary>
/// What a core will be when all appends in flight are durable: what the next command is decided on, and nothing else.
/// It is a second core, made when a command comes while another is in flight, and kept in step for as long as that
/// happens often: who sends one command after the other never pays for it.
/// </summary>
internal sealed class ProvisionalCore<TCore>(JsonTypeInfo<TCore> json)
    where TCore : class, ICore
{
    private const int HeatMax = 64;

    /// <summary>Below this much heat it is not worth its memory while nothing is in flight.</summary>
    private const int WarmMin = 8;

    private TCore? core;
    private int heat;

    /// <summary>The core to decide on.</summary>
    public TCore Of(TCore durable, IReadOnlyList<InFlight> inFlight)
    {
        if (inFlight.Count == 0)
        {
            heat = Math.Max(0, heat - 1);
            return durable;
        }
        heat = Math.Min(HeatMax, heat + 2);
        return Ahead(durable, inFlight);
    }

    /// <summary>The same, only to look something up.</summary>
    public TCore Peek(TCore durable, IReadOnlyList<InFlight> inFlight) =>
        inFlight.Count == 0 ? durable : Ahead(durable, inFlight);

    /// <summary>Events were decided, and are about to be sent.</summary>
    public void Take(Append append)
    {
        if (core is null)
            return;
        try
        {
            Apply(core, append);
        }
        catch
        {
            Drop();
            throw;
        }
    }

    /// <summary>Nothing is in flight any more.</summary>
    public void Rest()
    {
        if (heat < WarmMin)
            Drop();
    }

    /// <summary>What it was made of is not so.</summary>
    public void Drop() => core = null;

    public static void Apply(TCore core, Append append)
    {
        for (var i = 0; i < append.Events.Count; i++)
            core.Apply(append.Events[i].Body, append.ExpectedSeq + 1 + i, append.At);
    }

    private TCore Ahead(TCore durable, IReadOnlyList<InFlight> inFlight)
    {
        if (core is not null)
            return core;
        var copy = durable is ICopiedCore<TCore> copied
            ? copied.Copy()
            : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(durable, json), json)!;
        foreach (var one in inFlight)
            Apply(copy, one.Append);
        return core = copy;
    }
}
