using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Chat;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Academy.Api.Tests.Authentication;

/// <summary>A group for the access matrix: with an owner, a moderator and a member, and a message with a file.</summary>
internal sealed record ChatScene(Guid Room, Guid Message, Guid Attachment)
{
    public static async Task<ChatScene> MakeAsync(AcademyServer server, Person owner, Person member, Person moderator)
    {
        var caller = new Caller(OrganizationId.Default, new(owner.Id), Role.Student);
        var room = RoomId.OfGroup(caller.User, Guid.NewGuid().ToString());
        var grain = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room.Value));
        Accept(await grain.Create(caller, null, new(RoomType.Group, null, [new(member.Id), new(moderator.Id)], "Group")));
        Accept(await grain.ChangeRole(caller, null, new(new(moderator.Id), RoomRole.Moderator)));
        using var file = new StringContent("a text", Encoding.UTF8, "text/plain");
        var attachment = (await owner.PostAsync($"/chat/rooms/{room}/attachments?name=a.txt", file, 201)).Id();
        var message = Accept(await grain.Post(caller, null, new("Look", null, [new(attachment)], [])));
        return new(room.Value, message.Id.Value, attachment);
    }

    private static T Accept<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Accepted, outcome.Refusal?.Code);
        return outcome.Answer!;
    }
}
