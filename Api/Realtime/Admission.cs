using System.Diagnostics.CodeAnalysis;

namespace Academy.Api.Realtime;

/// <summary>
/// Lets only so many connections be set up at a time. Ten thousand who come back at once would else advance together, a
/// step at a time: each would be ready only when the last one is, and every other request would stand in line behind
/// the steps of all. Whoever is slow to shake hands keeps nobody out: the place is free again after a moment.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Connections that end last still leave; a semaphore without a wait handle holds nothing."
)]
internal sealed class Admission(TimeProvider clock)
{
    private readonly SemaphoreSlim room = new(RealtimeLimits.SetUpAtOnce);

    /// <summary>
    /// Runs the connection when there is room for it; its place is taken until <see cref="Place.Leave"/>.
    /// </summary>
    public async Task Admit(HttpContext http, RequestDelegate hub)
    {
        Place place;
        try
        {
            place = await EnterAsync(http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return; // They have gone.
        }
        http.Features.Set(place);
        try
        {
            await hub(http);
        }
        finally
        {
            place.Leave();
        }
    }

    /// <summary>A place, when there is room for it.</summary>
    public async Task<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        return new Place(room, clock);
    }

    /// <summary>A connection, or a read, that is being set up.</summary>
    internal sealed class Place
    {
        private readonly ITimer? patience;
        private SemaphoreSlim? room;

        public Place(SemaphoreSlim room, TimeProvider clock)
        {
            this.room = room;
            patience = clock.CreateTimer(
                static place => ((Place)place!).Leave(),
                this,
                RealtimeLimits.SetUpFor,
                Timeout.InfiniteTimeSpan
            );
        }

        /// <summary>It is set up, or gone, or slow.</summary>
        public void Leave()
        {
            if (Interlocked.Exchange(ref room, null) is not { } left)
                return;
            patience?.Dispose(); // Not there yet, if the timer was quicker than its maker.
            left.Release();
        }
    }
}
