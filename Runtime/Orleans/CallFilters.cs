using Orleans.Runtime;

namespace Orleans;

/// <summary>A call, as a filter sees it.</summary>
public interface IGrainCallContext
{
    /// <summary>The grain object (incoming) or the reference (outgoing).</summary>
    object Grain { get; }

    /// <summary>The calling grain; null for a caller outside grains.</summary>
    GrainId? SourceId { get; }

    /// <summary>The called grain.</summary>
    GrainId TargetId { get; }

    /// <summary>The full name of the interface that declares the method.</summary>
    string InterfaceName { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>What the method answered, boxed; may be replaced after <see cref="Invoke"/>.</summary>
    object? Result { get; set; }

    /// <summary>Goes on to the next filter or the method itself.</summary>
    Task Invoke();
}

/// <summary>A call, as a filter beside its grain sees it.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that is called.</summary>
    IGrainContext TargetContext { get; }
}

/// <summary>A call, as a filter beside its caller sees it.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls; null for a caller outside grains.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Stands before every grain method of this process, within the grain's turn.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Calls <see cref="IGrainCallContext.Invoke"/> to go on; what it throws is the call's outcome.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Stands before every call that leaves this process's code for a grain.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <inheritdoc cref="IIncomingGrainCallFilter.Invoke"/>
    Task Invoke(IOutgoingGrainCallContext context);
}
