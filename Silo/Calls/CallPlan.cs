using System.Collections.Concurrent;
using System.Reflection;
using Academy.Calls;
using Academy.Commands;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Academy.Silo.Calls;

/// <summary>
/// What may be done when a call of one method fails. Found out once for each method: Orleans generates a type for its
/// requests.
/// </summary>
/// <param name="MayBeRejected">Whether it may be sent again when it was turned away: a call of ours that somebody waits
/// for.</param>
/// <param name="IsRepeatable">Whether it may be sent again when its outcome is unknown.</param>
/// <param name="KeyAt">Which argument is the command's id; one that is not null makes the command repeatable.</param>
internal sealed record CallPlan(bool MayBeRejected, bool IsRepeatable, int? KeyAt)
{
    private static readonly ConcurrentDictionary<Type, CallPlan> Plans = new();

    public static CallPlan Of(IInvokable request) =>
        Plans.TryGetValue(request.GetType(), out var known) ? known : Plans.GetOrAdd(request.GetType(), Make(request));

    /// <summary>Whether carrying out this call twice is as good as carrying it out once.</summary>
    public bool CoversLoss(IInvokable request) =>
        IsRepeatable || (KeyAt is { } at && request.GetArgument(at) is not null);

    private static CallPlan Make(IInvokable request)
    {
        var options = (request as IRequest)?.Options ?? InvokeMethodOptions.OneWay;
        var method = request.GetMethod();
        var isOurs =
            request.GetInterfaceType().Namespace is { } space
            && space.StartsWith(nameof(Academy), StringComparison.Ordinal);
        if (!isOurs || (options & InvokeMethodOptions.OneWay) != InvokeMethodOptions.None)
            return new(MayBeRejected: false, IsRepeatable: false, KeyAt: null);
        var key = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CommandKey));
        return new(
            MayBeRejected: true,
            IsRepeatable: (options & InvokeMethodOptions.ReadOnly) != InvokeMethodOptions.None
                || method.GetCustomAttribute<RepeatableAttribute>() is not null,
            KeyAt: key < 0 ? null : key
        );
    }
}
