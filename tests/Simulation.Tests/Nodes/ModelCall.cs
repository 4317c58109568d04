using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Academy.Simulation.Tests.Nodes;

/// <summary>A request on its way through the filters to its grain.</summary>
internal sealed class ModelCall(IInvokable request, object grain, GrainId target, IIncomingGrainCallFilter[] filters)
    : IIncomingGrainCallContext
{
    private int stage;

    public IInvokable Request => request;

    public object Grain => grain;

    public GrainId? SourceId => null;

    public GrainId TargetId => target;

    public GrainInterfaceType InterfaceType => GrainInterfaceType.Create(InterfaceName);

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public MethodInfo InterfaceMethod => request.GetMethod();

    public MethodInfo ImplementationMethod => request.GetMethod();

    public IGrainContext TargetContext => null!; // There is no engine.

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public Response? Response { get; set; }

    public async Task Invoke()
    {
        if (stage < filters.Length)
        {
            await filters[stage++].Invoke(this);
            return;
        }
        Response = await request.Invoke();
        // As Orleans does: a filter sees the failure itself.
        if (Response.Exception is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }
}
