using Academy.Chat.Personal;

namespace Academy.Grains.Chat.Personal;

internal sealed class WritingBudgetGrain(TimeProvider clock) : Grain, IWritingBudgetGrain
{
    private DateOnly today;
    private long written;

    public Task<long> Add(DateOnly day, long bytes)
    {
        if (day > today)
            (today, written) = (day, 0);
        if (day < today)
            return Task.FromResult(0L);
        written += bytes;
        // It would forget if it left before the day ends.
        DelayDeactivation(WritingBudget.RestOfDay(clock.GetUtcNow()));
        return Task.FromResult(written);
    }
}
