using Academy.Commands;
using Academy.Streams;

namespace Academy.Grains.Tests;

/// <summary>
/// Given events, when a core decides, then: the net every core is tested in. No host, no clock, no wait.
/// </summary>
internal sealed class Scenario<TCore>
    where TCore : class, ICore, new()
{
    private long seq;

    public TCore Core { get; } = new();

    public DateTimeOffset Now { get; private set; } = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero); // a Monday

    public long Head => seq;

    public Moment Moment => new(Now, Head);

    public Scenario<TCore> Given(params IEnumerable<object> events)
    {
        foreach (var body in events)
            Core.Apply(body, ++seq, Now);
        return this;
    }

    public Scenario<TCore> At(DateTimeOffset time)
    {
        Now = time;
        return this;
    }

    /// <summary>Decides, and takes the events up as the shell would after the commit.</summary>
    public TAnswer Do<TAnswer>(Func<TCore, Decision<TAnswer>> decide)
    {
        var decision = decide(Core);
        Assert.True(decision.Refusal is null, $"refused: {decision.Refusal?.Code}");
        Given(decision.Events);
        return decision.Answer!;
    }

    /// <summary>What a decision does outside its stream; its events are taken up.</summary>
    public IReadOnlyList<Effect> Effects<TAnswer>(Func<TCore, Decision<TAnswer>> decide)
    {
        var decision = decide(Core);
        Assert.True(decision.Refusal is null, $"refused: {decision.Refusal?.Code}");
        Given(decision.Events);
        return decision.Effects;
    }

    public void Refuses<TAnswer>(Refusal expected, Func<TCore, Decision<TAnswer>> decide)
    {
        var decision = decide(Core);
        Assert.Equal(expected, decision.Refusal);
        Assert.Empty(decision.Events);
        Assert.Empty(decision.Effects);
    }
}
