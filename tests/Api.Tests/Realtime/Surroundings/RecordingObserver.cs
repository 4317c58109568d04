using Academy.Streams;
using Orleans.Streams;

namespace Academy.Api.Tests.Realtime.Surroundings;

/// <summary>Writes down what it is told: a number per message, <c>reset e:n</c>, <c>ended reason</c>.</summary>
internal sealed class RecordingObserver : IAsyncBatchObserver<StreamMessage>
{
    private readonly Lock gate = new();
    private readonly List<string> told = [];

    /// <summary>Awaited within every message.</summary>
    public Task Pace { get; set; } = Task.CompletedTask;

    public string Told
    {
        get
        {
            lock (gate)
                return string.Join(' ', told);
        }
    }

    public Task Until(string expected) =>
        Within.Holds(() => Told == expected, () => $"told '{Told}' instead of '{expected}'");

    public async Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        lock (gate)
            told.AddRange(items.Select(item => $"{item.Item.Seq}"));
        await Pace;
    }

    public Task OnErrorAsync(Exception ex)
    {
        lock (gate)
        {
            told.Add(
                ex switch
                {
                    StreamResetException reset => $"reset {reset.Position.Epoch}:{reset.Position.Seq}",
                    StreamEndedException ended => $"ended {ended.Reason}",
                    _ => ex.ToString(),
                }
            );
        }
        return Task.CompletedTask;
    }
}
