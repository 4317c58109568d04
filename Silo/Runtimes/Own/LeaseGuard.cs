using Academy.Journal;
using Academy.Runtime;

namespace Academy.Silo.Runtimes;

/// <summary>Grains answer only while this process holds its lease.</summary>
internal sealed class LeaseGuard(ILease lease) : IAnswerGuard
{
    public bool MayAnswer => lease.Holds;

    public Exception Refusal() => lease.Refusal();
}
