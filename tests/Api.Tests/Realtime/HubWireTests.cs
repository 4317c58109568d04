using Academy.Api.Realtime;
using Academy.Api.Tests.Realtime.Surroundings;

namespace Academy.Api.Tests.Realtime;

/// <summary>Two who write to one connection take turns by whole messages.</summary>
public sealed class HubWireTests
{
    private const byte Begin = 0x01,
        GoOn = 0x00,
        End = 0x80,
        Whole = 0x81,
        Ping = 0x89;

    private readonly Below below = new();
    private readonly HubWire wire;

    public HubWireTests() => wire = new(below);

    [Fact]
    public async Task A_push_waits_for_the_answer_to_the_handshake()
    {
        var push = wire.Push(Frame(Whole, 7)).AsTask();
        Assert.False(push.IsCompleted);
        await wire.WriteAsync(Frame(Whole, 1));
        await Within.Time(push, "the push");
        Assert.Equal([1, 7], below.Written);
    }

    [Fact]
    public async Task A_push_does_not_come_between_the_frames_of_a_message_but_a_ping_does()
    {
        await wire.WriteAsync(Frame(Whole, 1));
        await wire.WriteAsync(Frame(Begin, 2));
        var push = wire.Push(Frame(Whole, 7)).AsTask();
        await wire.WriteAsync(Frame(Ping, 3));
        await wire.WriteAsync(Frame(GoOn, 4));
        Assert.False(push.IsCompleted);
        await wire.WriteAsync(Frame(End, 5));
        await Within.Time(push, "the push");
        Assert.Equal([1, 2, 3, 4, 5, 7], below.Written);
    }

    [Fact]
    public async Task A_message_waits_for_a_push_that_is_being_written()
    {
        await wire.WriteAsync(Frame(Whole, 1));
        below.Room = new();
        var push = wire.Push(Frame(Whole, 7)).AsTask();
        var message = wire.WriteAsync(Frame(Whole, 2)).AsTask();
        Assert.Equal([1, 7], below.Written);
        Assert.False(push.IsCompleted || message.IsCompleted);
        below.Room.SetResult();
        await Within.Time(Task.WhenAll(push, message), "both");
        Assert.Equal([1, 7, 2], below.Written);
    }

    [Fact]
    public async Task A_push_that_fails_says_so_and_gives_the_turn_back()
    {
        await wire.WriteAsync(Frame(Whole, 1));
        below.Failure = new IOException("gone");
        var push = wire.Push(Frame(Whole, 7));
        await Assert.ThrowsAsync<IOException>(() => push.AsTask());
        below.Failure = null;
        await wire.WriteAsync(Frame(Whole, 2));
        Assert.Equal([1, 2], below.Written);
    }

    private static byte[] Frame(byte first, byte content) => [first, 1, content];

    /// <summary>Writes down the content of each frame.</summary>
    private sealed class Below : MemoryStream
    {
        private readonly List<int> written = [];

        public TaskCompletionSource? Room { get; set; }

        public Exception? Failure { get; set; }

        public IReadOnlyList<int> Written => [.. written];

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (Failure is not null)
                throw Failure;
            written.Add(buffer.Span[2]);
            if (Room is { } room)
                await room.Task;
        }
    }
}
