using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Academy.Commands;
using Academy.Journal;
using Academy.Streams;
using Academy.Streams.Journaling;

namespace Academy.Grains.Tests.Streams.Hot;

/// <summary>The smallest owner of a stream that shows every case: it adds up to a limit. No engine around it.</summary>
internal sealed class TallyOwner(TestHost host, JournaledStream<Tally> stream)
{
    public JournaledStream<Tally> Stream => stream;

    public static async Task<TallyOwner> StartAsync(
        TestHost host,
        IJournal journal,
        Action<JournaledStream<Tally>>? before = null
    ) => new(host, await host.StartAsync("tally", new TallyStream(), journal, [Added.Type], stream =>
            {
                stream.Show(new View(stream));
                before?.Invoke(stream);
            }));

    public Task<Outcome<Tallied>> Add(Caller caller, CommandKey? key, int amount) =>
        host.Turn(() => stream.Execute(caller, key, (tally, moment) => tally.Add(amount, moment.Head)));

    public Task<Outcome<Tallied>> Add(Caller caller, CommandKey? key, int amount, Func<Task<Refusal?>> facts) =>
        host.Turn(() =>
            stream.Execute(
                caller,
                key,
                async (_, _) => await facts(),
                (tally, refusal, moment) => refusal is not null ? refusal : tally.Add(amount, moment.Head)
            )
        );

    public Task<int> Get() => host.Turn(() => Task.FromResult(stream.State.Total));

    public Task<JoinAnswer> Join(Caller viewer, StreamCursor? from) => host.Turn(() => stream.Join(viewer, from));

    public Task<JoinAnswer> Watch(IStreamWatcher watcher, WatchedStream watched, StreamCursor? from) =>
        host.Turn(() => stream.Watch(watcher, watched, from));

    private sealed class View(JournaledStream<Tally> stream) : IStreamView
    {
        public byte[] EncodeSnapshot(Audience audience) =>
            JsonSerializer.SerializeToUtf8Bytes(stream.State, TallyJson.Default.Tally);
    }
}

internal sealed class TallyStream : IStreamDescriptor<Tally>
{
    public JsonTypeInfo<Tally> State => TallyJson.Default.Tally;

    public ValueTask<Audience?> AudienceOf(IJournaledStream<Tally> stream, Caller viewer) => new(Audience.Member);
}

internal sealed record Tallied(int Total, long Seq);

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
