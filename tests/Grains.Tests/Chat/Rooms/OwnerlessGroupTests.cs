using Academy.Chat.Rooms;
using Academy.Grains.Chat;
using Microsoft.Extensions.DependencyInjection;
using static Academy.Grains.Tests.RunningAcademy;

namespace Academy.Grains.Tests.Chat.Rooms;

/// <summary>Groups that an earlier release left without an owner.</summary>
public sealed class OwnerlessGroupTests
{
    [Fact]
    public async Task Housekeeping_gives_them_one_and_leaves_other_groups_alone()
    {
        var before = await RunningAcademy.StartAsync();
        var (ada, ben, eve) = (
            await before.PersonAsync("Ada"),
            await before.PersonAsync("Ben"),
            await before.PersonAsync("Eve")
        );
        var (ownerless, _) = await before.GroupAsync(ada, ben, eve);
        var (owned, _) = await before.GroupAsync(ada, ben);
        var (empty, _) = await before.GroupAsync(ada);
        Accept(await before.Room(ownerless).ChangeRole(ada, null, new ChangeMemberRole(eve.User, RoomRole.Moderator)));
        Accept(await before.Room(empty).RemoveMember(ada, null, new RemoveMember(ada.User)));
        // As an erasure by an earlier release left it.
        await before.RunAsync(
            $$"""
            insert into events (stream, seq, type, version, data, actor, at)
            select stream, max(seq) + 1, 'chat.member-removed', 1,
                '{"userId": "{{ada.User}}", "reason": "erased"}', 'x', now()
              from events where stream = 'academy/room:{{ownerless}}' group by stream;
            update chat_members set left_at = now() where room_id = '{{ownerless}}' and user_id = '{{ada.User}}'
            """
        );

        await using var academy = await before.RestartAsync();
        var upkeep = academy.Services.GetRequiredService<ErasureUpkeep>();
        Assert.Equal(1, await upkeep.MendAsync(default));
        Assert.Equal(RoomRole.Owner, Accept(await academy.Room(ownerless).Get(eve)).Role);
        Assert.Equal(RoomRole.Member, Accept(await academy.Room(ownerless).Get(ben)).Role);
        Assert.Equal(RoomRole.Member, Accept(await academy.Room(owned).Get(ben)).Role);
        Accept(await academy.Room(ownerless).Change(eve, null, new ChangeRoom("Changed", null, null)));
        Assert.Equal(0, await upkeep.MendAsync(default));
    }
}
