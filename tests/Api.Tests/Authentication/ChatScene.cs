using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Academy.Api.Tests.Authentication;

/// <summary>
/// A group for the access matrix: with an owner, a moderator and a member, and a message with a file.
/// </summary>
/// <param name="Messages">The owner's, one for each caller.</param>
/// <param name="Reported">Another's, to be reported.</param>
/// <param name="Members">Others who are in it, one for each caller.</param>
/// <param name="Banned">Others again, to be banned.</param>
internal sealed record ChatScene(
    Guid Room,
    Guid Attachment,
    Guid[] Messages,
    Guid[] Reported,
    Guid[] Members,
    Guid[] Banned
)
{
    private const int Callers = 7;

    public static async Task<ChatScene> MakeAsync(AcademyServer server, Person owner, Person member, Person moderator)
    {
        var caller = new Caller(OrganizationId.Default, new(owner.Id), Role.Student);
        var room = RoomId.OfGroup(caller.User, Guid.NewGuid().ToString());
        var grain = server
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IChatRoomGrain>(GrainKey.Of(caller.Organization, room.Value));
        var others = await Task.WhenAll(
            Enumerable.Range(0, 2 * Callers).Select(async _ => (await server.SignInAsync()).Id)
        );
        Accept(
            await grain.Create(
                caller,
                null,
                new(RoomType.Group, null, [new(member.Id), new(moderator.Id), .. others.Select(UserId.Of)], "Group")
            )
        );
        Accept(await grain.ChangeRole(caller, null, new(new(moderator.Id), RoomRole.Moderator)));
        using var file = new StringContent("a text", Encoding.UTF8, "text/plain");
        var attachment = (await owner.PostAsync($"/chat/rooms/{room}/attachments?name=a.txt", file, 201)).Id();
        Accept(await grain.Post(caller, null, new("Look", null, [new(attachment)], [])));
        var messages = await PostAsync(caller);
        var reported = await PostAsync(caller with { User = new(others[0]) });
        return new(room.Value, attachment, messages, reported, others[..Callers], others[Callers..]);

        async Task<Guid[]> PostAsync(Caller author)
        {
            var ids = new List<Guid>();
            while (ids.Count < Callers)
                ids.Add(Accept(await grain.Post(author, null, new($"Message {ids.Count}", null, [], []))).Id.Value);
            return [.. ids];
        }
    }

    private static T Accept<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.Accepted, outcome.Refusal?.Code);
        return outcome.Answer!;
    }
}
