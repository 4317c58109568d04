using System.Collections.Concurrent;
using Academy.Runtime.Tests.Support;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Runtime.Tests.Clustering;

/// <summary>The id of a command: calls that carry one may be repeated.</summary>
[GenerateSerializer, Immutable]
public readonly record struct CallId([property: Id(0)] int Number);

/// <summary>A grain that can be anywhere in a cluster.</summary>
public interface ITravellingGrain : IGrainWithStringKey
{
    /// <summary>The process that it is in.</summary>
    [ReadOnly]
    Task<string> Where();

    /// <summary>Does something that counts; not to be repeated.</summary>
    Task<int> Do(int call);

    /// <summary>Does something that counts; may be repeated.</summary>
    Task<int> DoOnce(CallId id);

    [ReadOnly]
    Task<int> Read(int call);

    [OneWay]
    Task Tell(int call);

    /// <summary>Waits for the gate of this name.</summary>
    Task<int> Hold(int call, string gate);

    [ReadOnly]
    Task<int> HoldReading(int call, string gate);

    [ResponseTimeout("00:00:01")]
    Task HoldBriefly(string gate);

    Task<string> HoldCancellably(string gate, CancellationToken cancellation);

    Task Fail(string kind);

    Task<string?> Context(string key);

    /// <summary>Asks another one where that is.</summary>
    Task<string> Ask(string other);

    /// <summary>Sends notifications to an observer, one after the other.</summary>
    Task Notify(ITravellingObserver observer, int count);

    Task<bool> Keep(ITravellingObserver observer);

    Task<int> Ask(ITravellingObserver observer, int number);

    Task<byte[]> Echo(byte[] bytes);
}

public interface ITravellingObserver : IGrainObserver
{
    [OneWay]
    Task Hear(int number);

    Task<int> Answer(int number);
}

/// <summary>An exception that no process knows but the one that throws it.</summary>
internal sealed class SecretException(string message) : Exception(message);

/// <summary>What happened in all processes of a test's cluster.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<int, int> _done = new();
    private readonly ConcurrentDictionary<string, string> _active = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _dead = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (Gate Begun, Gate Open)> _gates = new();

    /// <summary>Grains that were active in two processes at a time.</summary>
    internal ConcurrentQueue<string> Doubles { get; } = new();

    /// <summary>How often a call was executed.</summary>
    public int CountOf(int call) => _done.GetValueOrDefault(call);

    internal Gate Begun(string gate) => GateOf(gate).Begun;

    internal Gate Opening(string gate) => GateOf(gate).Open;

    internal int Note(int call) => _done.AddOrUpdate(call, 1, static (_, count) => count + 1);

    /// <summary>A grain became active.</summary>
    internal void NoteActive(string grain, string process)
    {
        if (_dead.GetValueOrDefault(process))
        {
            return;
        }

        if (!_active.TryAdd(grain, process))
        {
            Doubles.Enqueue($"{grain} in {process} while in {_active.GetValueOrDefault(grain)}");
        }
    }

    /// <summary>A grain ended.</summary>
    internal void NoteEnd(string grain, string process) => _active.TryRemove(new KeyValuePair<string, string>(grain, process));

    /// <summary>A process is about to be killed with all that is in it.</summary>
    internal void NoteDeath(string process)
    {
        _dead[process] = true;
        foreach (var (grain, owner) in _active)
        {
            if (owner == process)
            {
                NoteEnd(grain, process);
            }
        }
    }

    internal Task Pass(string gate)
    {
        GateOf(gate).Begun.Open();
        return GateOf(gate).Open.Opened;
    }

    private (Gate Begun, Gate Open) GateOf(string gate) => _gates.GetOrAdd(gate, static _ => (new Gate(), new Gate()));
}

/// <summary>The process of a cluster that a grain finds itself in.</summary>
public sealed record Process(string Name);

internal sealed class TravellingGrain(Ledger ledger, Process process) : Grain, ITravellingGrain
{
    private readonly HashSet<ITravellingObserver> _kept = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ledger.NoteActive(this.GetPrimaryKeyString(), process.Name);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        ledger.NoteEnd(this.GetPrimaryKeyString(), process.Name);
        return Task.CompletedTask;
    }

    public Task<string> Where() => Task.FromResult(process.Name);

    public Task<int> Do(int call) => Task.FromResult(ledger.Note(call));

    public Task<int> DoOnce(CallId id) => Task.FromResult(ledger.Note(id.Number));

    public Task<int> Read(int call) => Task.FromResult(ledger.Note(call));

    public Task Tell(int call)
    {
        ledger.Note(call);
        return ledger.Pass($"told-{call}");
    }

    public async Task<int> Hold(int call, string gate)
    {
        ledger.Note(call);
        await ledger.Pass(gate);
        return ledger.CountOf(call);
    }

    public Task<int> HoldReading(int call, string gate) => Hold(call, gate);

    public Task HoldBriefly(string gate) => ledger.Pass(gate);

    public async Task<string> HoldCancellably(string gate, CancellationToken cancellation)
    {
        await ledger.Pass(gate).WaitAsync(cancellation);
        return "not cancelled";
    }

    public Task Fail(string kind) => throw (kind switch
    {
        "argument" => new ArgumentException("The message.", nameof(kind)),
        "limit" => new LimitExceededException("The message."),
        "timeout" => new TimeoutException("The message."),
        "invalid" => new InvalidOperationException("The message."),
        _ => new SecretException("The message."),
    });

    public Task<string?> Context(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string> Ask(string other) => GrainFactory.GetGrain<ITravellingGrain>(other).Where();

    public async Task Notify(ITravellingObserver observer, int count)
    {
        for (var number = 0; number < count; number++)
        {
            await observer.Hear(number);
        }
    }

    public Task<bool> Keep(ITravellingObserver observer) => Task.FromResult(_kept.Add(observer));

    public Task<int> Ask(ITravellingObserver observer, int number) => observer.Answer(number);

    public Task<byte[]> Echo(byte[] bytes) => Task.FromResult(bytes);
}

internal sealed class TravellingObserver : ITravellingObserver
{
    private readonly System.Threading.Channels.Channel<int> _heard = System.Threading.Channels.Channel.CreateUnbounded<int>();

    public Task<int> Next => _heard.Reader.ReadAsync().AsTask();

    public Task Hear(int number)
    {
        _heard.Writer.TryWrite(number);
        return Task.CompletedTask;
    }

    public Task<int> Answer(int number) => Task.FromResult(2 * number);
}
