using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Activations;

internal abstract class Activation : IGrainContext
{
    internal static Activation? UnderConstruction => null;

    internal abstract string Key { get; }

    internal abstract IGrainFactory GrainFactory { get; }

    public abstract GrainReference GrainReference { get; }

    public abstract GrainId GrainId { get; }

    public abstract object? GrainInstance { get; }

    public abstract IServiceProvider ActivationServices { get; }

    public abstract Task Deactivated { get; }

    public abstract void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);

    internal abstract void DelayDeactivation(TimeSpan timeSpan);

    internal abstract IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
