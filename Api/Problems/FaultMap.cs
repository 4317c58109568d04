namespace Academy.Api.Problems;

/// <summary>
/// What exceptions of the machinery mean to a client. Filled where the machinery is composed, so that nothing else here
/// knows its types; what is not in it is a bug, and a 500.
/// </summary>
internal sealed class FaultMap
{
    private readonly List<(Func<Exception, bool> Matches, ProblemKind Kind)> rules = [];

    public FaultMap Add<TException>(ProblemKind kind, Func<TException, bool>? when = null)
        where TException : Exception
    {
        rules.Add((e => e is TException found && when?.Invoke(found) is not false, kind));
        return this;
    }

    public ProblemKind KindOf(Exception fault)
    {
        foreach (var (matches, kind) in rules)
        {
            if (matches(fault))
                return kind;
        }
        return ApiProblems.ServiceError;
    }
}
