using System.Text.Json.Serialization.Metadata;
using Academy.Accounts;
using Academy.Commands;
using Academy.Journal;
using Academy.Silo.Clustering;
using Academy.Streams;

namespace Academy.Silo.PlantedFaults;

// Who may write, answer, command and see.

internal sealed class LeaseForEver(ILease inner) : ILease
{
    public bool Holds => true;

    public TimeSpan Length => inner.Length;

    public int Interruptions => inner.Interruptions;

    public Exception Refusal() => inner.Refusal();
}

internal sealed class FencesLeft : IFences
{
    public Task RemoveAsync(Fence fence, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>It is asked for, and not waited for.</summary>
internal sealed class FencedLater(IFencing inner) : IFencing
{
    public Task AreFencedAsync()
    {
        _ = inner.AreFencedAsync();
        return Task.CompletedTask;
    }
}

internal sealed class OpenToAnybody<TCore>(IStreamDescriptor<TCore> inner) : IStreamDescriptor<TCore>
    where TCore : class, ICore, new()
{
    public JsonTypeInfo<TCore> State => inner.State;

    public JsonTypeInfo<TAnswer> Answer<TAnswer>() => inner.Answer<TAnswer>();

    public Refusal? MayCommand(StreamIdentity stream, Caller caller) => null;

    public async ValueTask<Audience?> AudienceOf(IJournaledStream<TCore> stream, Caller viewer) =>
        await inner.AudienceOf(stream, viewer) ?? Audience.Self;

    public byte[] Inspect(byte[] state) => inner.Inspect(state);
}
