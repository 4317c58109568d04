using Academy.Accounts;
using Academy.Commands;

namespace Academy.Streams.Slicing;

/// <summary>
/// A shared stream as one slice has it. What it decides, the others react to in the same append: once, in their order.
/// </summary>
internal sealed class SliceStream<TState, TCore>(
    IJournaledStream<TState> stream,
    Func<TState, TCore> core,
    Action<IStreamView> show
) : IJournaledStream<TCore>
    where TState : class, ISlicedCore, new()
    where TCore : class, ICore, new()
{
    public StreamName Name => stream.Name;

    public OrganizationId Organization => stream.Organization;

    public TCore State => core(stream.State);

    public TCore Latest => core(stream.Latest);

    public StreamCursor Head => stream.Head;

    public bool IsWatched => stream.IsWatched;

    public IStreamHost Host => stream.Host;

    public Task<Outcome<TAnswer>> Execute<TAnswer>(
        Caller caller,
        CommandKey? key,
        Func<TCore, Moment, Decision<TAnswer>> decide
    )
        where TAnswer : notnull =>
        stream.Execute(caller, key, (state, moment) => React(state, decide(core(state), moment), moment));

    public Task<Outcome<TAnswer>> Execute<TFacts, TAnswer>(
        Caller caller,
        CommandKey? key,
        Func<TCore, CancellationToken, ValueTask<TFacts>> facts,
        Func<TCore, TFacts, Moment, Decision<TAnswer>> decide,
        bool decidesWhoMay = false
    )
        where TAnswer : notnull =>
        stream.Execute(
            caller,
            key,
            (state, cancellation) => facts(core(state), cancellation),
            (state, found, moment) => React(state, decide(core(state), found, moment), moment),
            decidesWhoMay
        );

    public void Signal(StreamSignal signal) => stream.Signal(signal);

    public void Show(IStreamView view) => show(view);

    public void OnApplied(Action<AppliedEvent> applied) => stream.OnApplied(applied);

    public void OnNudge<TNudge>(Action<TNudge> act)
        where TNudge : Nudge => stream.OnNudge(act);

    private static Decision<TAnswer> React<TAnswer>(TState state, Decision<TAnswer> decision, Moment moment)
    {
        if (decision.Refusal is not null || decision.Events.Count == 0)
            return decision;
        foreach (var reacting in state.Reacting)
            decision = decision.And(reacting.React(decision.Events, moment));
        return decision;
    }
}
