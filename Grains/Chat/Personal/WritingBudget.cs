using System.Text;
using Academy.Chat;
using Academy.Chat.Personal;
using Academy.Commands;
using Microsoft.Extensions.Logging;

namespace Academy.Grains.Chat.Personal;

/// <summary>
/// How much a person may write in a day, in messages and drafts. Each silo counts by itself, and hands a portion to the
/// person's <see cref="IWritingBudgetGrain"/> whenever one is full, which says what all silos have counted. So writing
/// waits for nobody, and a person exceeds the limit by a portion for each silo at most.
/// </summary>
internal sealed partial class WritingBudget(IGrainFactory grains, TimeProvider clock, ILogger<WritingBudget> logger)
{
    private const long Portion = 256 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Written> people = [];
    private DateOnly today;

    /// <summary>The latest portion that is handed in; never fails.</summary>
    internal Task Telling { get; private set; } = Task.CompletedTask;

    /// <summary>Counts a text, or refuses it.</summary>
    public Refusal? Take(Caller caller, string text) => Take(caller, Encoding.UTF8.GetByteCount(text));

    /// <summary>The text was not written after all.</summary>
    public void GiveBack(Caller caller, string text) => Take(caller, -Encoding.UTF8.GetByteCount(text));

    internal static TimeSpan RestOfDay(DateTimeOffset now) => now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;

    private Refusal? Take(Caller caller, int bytes)
    {
        var (person, now) = (caller.Key, clock.GetUtcNow());
        Written written;
        DateOnly day;
        long portion;
        lock (gate)
        {
            day = DateOnly.FromDateTime(now.UtcDateTime);
            if (day != today)
            {
                people.Clear();
                today = day;
            }
            if (!people.TryGetValue(person, out written!))
                people.Add(person, written = new());
            if (bytes > 0 && written.Total + bytes > ChatLimits.WrittenPerDayBytesMax)
                return ChatRefusals.WrittenTooMuchFor(RestOfDay(now));
            written.Own += bytes;
            if (written.IsTelling || written.Own < Portion)
                return null;
            (written.IsTelling, portion) = (true, written.Own);
        }
        Telling = Tell(person, written, day, portion);
        return null;
    }

    private async Task Tell(string person, Written written, DateOnly day, long portion)
    {
        long? all = null;
        try
        {
            all = await grains.GetGrain<IWritingBudgetGrain>(person).Add(day, portion);
        }
        catch (Exception e)
        {
            // It goes with the next portion.
            LogUntold(logger, person, e);
        }
        lock (gate)
        {
            written.IsTelling = false;
            if (all is { } bytes)
                (written.All, written.Own) = (bytes, written.Own - portion);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Person} wrote could not be told to its owner.")]
    private static partial void LogUntold(ILogger logger, string person, Exception exception);

    private sealed class Written
    {
        /// <summary>What all silos have handed in.</summary>
        public long All { get; set; }

        /// <summary>What this one has not yet.</summary>
        public long Own { get; set; }

        public bool IsTelling { get; set; }

        public long Total => All + Own;
    }
}
