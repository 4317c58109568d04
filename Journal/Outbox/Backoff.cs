namespace Academy.Journal.Outbox;

/// <summary>
/// The pause after a failure: it doubles each time, up to a limit, with jitter.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan last, Random chance)
{
    /// <param name="attempt">The attempt that failed, from 1.</param>
    public TimeSpan After(int attempt)
    {
        var doubled = first * Math.Pow(2, Math.Min(attempt - 1, 30));
        return (doubled < last ? doubled : last) * (0.8 + 0.4 * chance.NextDouble());
    }
}
