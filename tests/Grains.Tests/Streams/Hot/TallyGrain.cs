using System.Text.Json;
using System.Text.Json.Serialization;
using Academy.Commands;
using Academy.Grains.Streams;
using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>The smallest owner of a stream that shows every case: it adds up to a limit.</summary>
public interface ITallyGrain : IStreamOwnerGrain
{
    Task<Outcome<Tallied>> Add(Caller caller, CommandKey? key, int amount);

    [ReadOnly]
    Task<int> Get();
}

[GenerateSerializer, Immutable]
public sealed record Tallied([property: Id(0)] int Total, [property: Id(1)] long Seq);

[Reentrant]
internal sealed class TallyGrain(GrainShell shell) : StreamOwnerGrain<Tally>(shell, "tally", TallyJson.Default.Tally), ITallyGrain
{
    public Task<Outcome<Tallied>> Add(Caller caller, CommandKey? key, int amount) =>
        Execute(caller, key, TallyJson.Default.Tallied, (tally, moment) => tally.Add(amount, moment.Head));

    public Task<int> Get() => Task.FromResult(State.Total);

    protected override ValueTask<Audience?> AudienceOf(Caller viewer) => new(Audience.Member);

    protected override byte[] EncodeSnapshot(Audience audience) => JsonSerializer.SerializeToUtf8Bytes(State, TallyJson.Default.Tally);
}

internal sealed class Tally : ICore
{
    public const int Max = 1_000;

    public static readonly Refusal Full = new("tally.full", RefusalKind.Conflict, "No more fits.");

    private static int made;

    public Tally() => Interlocked.Increment(ref made);

    /// <summary>Cores made in this process, copies included.</summary>
    public static int Made => Volatile.Read(ref made);

    public int Total { get; set; }

    public Decision<Tallied> Add(int amount, long head) =>
        amount == 0 ? Decision.Already(new Tallied(Total, head))
        : Total + amount > Max ? Full
        : Decision.Of(new Tallied(Total + amount, head + 1), new Added(amount));

    public void Apply(object body, long seq, DateTimeOffset at) => Total += ((Added)body).Amount;
}

internal sealed record Added(int Amount)
{
    public static readonly EventType Type = EventType.Of("tally.added", 1, TallyJson.Default.Added).SentAsStored();
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(Tallied))]
[JsonSerializable(typeof(Added))]
internal sealed partial class TallyJson : JsonSerializerContext;
