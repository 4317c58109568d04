using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Requests;

// The lists of people.
internal sealed partial class ListScenes
{
    private async Task<ListScene> FlagsAsync()
    {
        var organization = new OrganizationId($"list-flags-{Guid.NewGuid():N}");
        var admin = await server.SignInAsync(Role.Admin, organization);
        for (var n = 0; n < ListScene.Usual; n++)
        {
            var person = await server.SignInAsync(Role.Instructor, organization);
            await server.NameSeenAsync(person);
            await JournalText.FlagAsync(server.Database, organization.Value, person.Id, "support");
        }
        return new(admin, "/admin/flags", IdOf, async item =>
            await admin.PostAsync($"/admin/flags/{item.Id()}/dismiss", null, 204)
        );
    }

    private async Task<ListScene> AccountsAsync()
    {
        var organization = new OrganizationId($"list-people-{Guid.NewGuid():N}");
        var admin = await server.SignInAsync(Role.Admin, organization);
        for (var n = 1; n < ListScene.Usual; n++)
            await server.SignInAsync(Role.Student, organization);
        return new(admin, "/admin/people", IdOf, async item =>
        {
            if (item.Id() != admin.Id)
                await admin.SendAsync(Delete, $"/users/{item.Id()}", null, 204);
        });
    }

    private async Task<ListScene> InvitationsAsync()
    {
        var admin = await server.SignInAsync(Role.Admin, new OrganizationId($"list-invitations-{Guid.NewGuid():N}"));
        for (var n = 0; n < ListScene.Usual; n++)
            await admin.PostAsync(
                "/admin/invitations",
                new { email = $"{Guid.NewGuid():N}@academy.test", role = "student" },
                201
            );
        return new(admin, "/admin/invitations", IdOf, async item =>
            await admin.SendAsync(Delete, $"/admin/invitations/{item.Id()}", null, 204)
        );
    }
}
