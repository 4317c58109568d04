using Orleans.Runtime;

namespace Academy.Runtime.Calls;

/// <summary>The base of generated references.</summary>
public abstract class GrainProxy : GrainReference
{
    /// <param name="origin">What the runtime knows of the reference.</param>
    protected GrainProxy(ProxyOrigin origin) : base(origin) { }

    /// <summary>Makes a call whose end the caller waits for.</summary>
    protected Task Call(ActionRequest request)
    {
        if (Runtime.OutgoingFilters is { } filters)
        {
            return filters.Call(this, request);
        }

        // The task must exist before the request does its work elsewhere.
        var answer = request.Answer;
        Runtime.Send(this, request);
        return answer;
    }

    /// <summary>Makes a call whose answer the caller waits for.</summary>
    protected Task<TResult> Call<TResult>(ResultRequest<TResult> request)
    {
        if (Runtime.OutgoingFilters is { } filters)
        {
            return filters.Call(this, request);
        }

        var answer = request.Result;
        Runtime.Send(this, request);
        return answer;
    }

    /// <summary>Makes a call that the caller does not wait for.</summary>
    protected void CallOneWay(ActionRequest request)
    {
        if (Runtime.OutgoingFilters is { } filters)
        {
            _ = filters.CallOneWay(this, request);
            return;
        }

        Runtime.Send(this, request);
    }
}

/// <summary>What a reference needs to know of its runtime; opaque to generated code.</summary>
public readonly struct ProxyOrigin
{
    internal ProxyOrigin(
        GrainRuntime runtime, string key, Activations.GrainClass? grainClass, Mailboxes.Mailbox? mailbox) =>
        (Runtime, Key, GrainClass, Mailbox) = (runtime, key, grainClass, mailbox);

    internal GrainRuntime Runtime { get; }

    internal string Key { get; }

    /// <summary>Null for observers.</summary>
    internal Activations.GrainClass? GrainClass { get; }

    /// <summary>Null for grains, whose mailbox comes and goes.</summary>
    internal Mailboxes.Mailbox? Mailbox { get; }
}
