using Orleans;
using Orleans.Runtime;

namespace Academy.Runtime.Clustering;

/// <summary>A call was sent to another process, and that process was lost before it answered: the grain may have done what was asked, or
/// not. Asking again is safe only where a command's id makes it so.</summary>
[GenerateSerializer]
public sealed class OutcomeUnknownException : OrleansException
{
    public OutcomeUnknownException() : base("The outcome of the call is unknown.") { }

    public OutcomeUnknownException(string message) : base(message) { }

    public OutcomeUnknownException(string message, Exception innerException) : base(message, innerException) { }
}
