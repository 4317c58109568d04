using Academy.Commands;
using Academy.Grains.Chat.Rooms;
using Academy.Journal.Outbox;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>What a room follows may change while the room is told.</summary>
public sealed class RoomFollowingTests
{
    private readonly List<int> told = [];

    [Fact]
    public async Task A_room_is_told_until_what_it_was_told_is_still_true()
    {
        var truth = new Queue<int>([1, 2, 3, 3]);
        Assert.Equal(OutboxResult.Done, await RoomFollowing.FollowAsync(() => Task.FromResult(truth.Dequeue()), Tell));
        Assert.Equal([1, 2, 3], told);
        Assert.Empty(truth);
    }

    [Fact]
    public async Task What_the_room_refuses_is_not_tried_again()
    {
        var refusal = new Refusal("chat.room-closed", RefusalKind.Conflict, "It is closed.");
        var result = await RoomFollowing.FollowAsync(
            () => Task.FromResult(1),
            value =>
            {
                told.Add(value);
                return Task.FromResult<Outcome<Done>>(refusal);
            }
        );
        Assert.Equal(OutboxResult.Never("It was refused: chat.room-closed."), result);
        Assert.Equal([1], told);
    }

    [Fact]
    public async Task What_changes_all_the_time_is_left_for_later()
    {
        var changes = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RoomFollowing.FollowAsync(() => Task.FromResult(++changes), Tell)
        );
        Assert.Equal(10, told.Count);
    }

    private Task<Outcome<Done>> Tell(int value)
    {
        told.Add(value);
        return Task.FromResult<Outcome<Done>>(Done.Instance);
    }
}
