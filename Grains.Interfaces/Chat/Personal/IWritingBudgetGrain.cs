using Orleans;

namespace Academy.Chat.Personal;

/// <summary>
/// How much a person has written today, in messages and drafts, in all rooms and on all silos. In memory only: silos
/// hand in what they counted in portions, so few people have one. Key: organization/user.
/// </summary>
[Alias("chat.writing-budget-grain")]
public interface IWritingBudgetGrain : IGrainWithStringKey
{
    /// <summary>Adds what a silo has counted.</summary>
    /// <param name="day">The day in UTC on which it was written.</param>
    /// <param name="bytes">UTF-8 bytes; negative: so much was given back.</param>
    /// <returns>The bytes of that day from all silos.</returns>
    [Alias("add")]
    Task<long> Add(DateOnly day, long bytes);
}
