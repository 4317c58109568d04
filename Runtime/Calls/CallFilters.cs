using Academy.Runtime.Mailboxes;
using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Calls;

/// <summary>The way of one call through filters.</summary>
internal abstract class FilteredCall(GrainRequest request, IGrainContext? source) : IGrainCallContext
{
    private int _step;

    public abstract object Grain { get; }

    public abstract GrainId TargetId { get; }

    public string InterfaceName => Request.Method.InterfaceName;

    public string MethodName => Request.Method.Name;

    public object? Result { get; set; }

    public GrainId? SourceId => source?.GrainId;

    protected IGrainContext? Source => source;

    protected GrainRequest Request { get; } = request;

    protected abstract int FilterCount { get; }

    public Task Invoke()
    {
        var step = _step++;
        return step < FilterCount ? InvokeFilter(step)
            : step == FilterCount ? InvokeMethod()
            : throw new InvalidOperationException($"{Request.Method} was invoked already: a call is made once.");
    }

    protected abstract Task InvokeFilter(int index);

    protected abstract Task InvokeMethod();
}

/// <summary>The filters beside the grains.</summary>
internal sealed class IncomingFilters(IIncomingGrainCallFilter[] filters)
{
    /// <summary>These filters and then the grain itself, which is one.</summary>
    internal static IncomingFilters And(IncomingFilters? filters, IIncomingGrainCallFilter grain) =>
        new([.. filters?.All ?? [], grain]);

    private IIncomingGrainCallFilter[] All => filters;

    internal Task Invoke(GrainRequest request, Mailbox mailbox) => new IncomingCall(request, mailbox, filters).Invoke();

    internal async Task<TResult> Invoke<TResult>(GrainRequest request, Mailbox mailbox)
    {
        var call = new IncomingCall(request, mailbox, filters);
        await call.Invoke();
        return (TResult)call.Result!;
    }
}

internal sealed class IncomingCall(GrainRequest request, Mailbox mailbox, IIncomingGrainCallFilter[] filters)
    : FilteredCall(request, request.Caller?.Target as IGrainContext), IIncomingGrainCallContext
{
    public override object Grain => mailbox.Instance!;

    public override GrainId TargetId => mailbox.Id;

    public IGrainContext TargetContext => (IGrainContext)mailbox;

    protected override int FilterCount => filters.Length;

    protected override Task InvokeFilter(int index) => filters[index].Invoke(this);

    protected override async Task InvokeMethod() => Result = await Request.InvokeBoxed(Grain);
}

/// <summary>The filters beside the callers.</summary>
internal sealed class OutgoingFilters(IOutgoingGrainCallFilter[] filters)
{
    internal Task Call(GrainReference target, ActionRequest request) =>
        new OutgoingCall(request, target, filters).Invoke();

    internal async Task<TResult> Call<TResult>(GrainReference target, ResultRequest<TResult> request)
    {
        var call = new OutgoingCall(request, target, filters);
        await call.Invoke();
        return (TResult)call.Result!;
    }

    internal async Task CallOneWay(GrainReference target, ActionRequest request)
    {
        try
        {
            await Call(target, request);
        }
        catch (Exception exception)
        {
            target.Runtime.Log.OneWayFailure(exception, request.Name, target.GrainId.ToString());
        }
    }
}

internal sealed class OutgoingCall(GrainRequest request, GrainReference target, IOutgoingGrainCallFilter[] filters)
    : FilteredCall(request, GrainRuntime.CurrentRequest?.Target as IGrainContext), IOutgoingGrainCallContext
{

    public override object Grain => target;

    public override GrainId TargetId => target.GrainId;

    public IGrainContext? SourceContext => Source;

    protected override int FilterCount => filters.Length;

    protected override Task InvokeFilter(int index) => filters[index].Invoke(this);

    protected override async Task InvokeMethod()
    {
        var answer = Request.Method.IsOneWay ? Task.CompletedTask : Request.Answer;
        target.Runtime.Send(target, Request);
        await answer;
        Result = Request.BoxedResult;
    }
}
