using System.Net;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Testing;

namespace Academy.Api.Tests.Accounts;

/// <summary>Administrators see who is there, and say what they are.</summary>
public sealed class PeopleTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task People_are_found_by_name_by_address_and_by_role()
    {
        var organization = new OrganizationId($"people-{Guid.NewGuid():N}");
        var admin = await Server.SignInAsync(Role.Admin, organization);
        var (ada, bob) = (
            await Server.SignInAsync(Role.Student, organization),
            await Server.SignInAsync(Role.Instructor, organization)
        );
        await ada.PatchAsync("/me", new { displayName = "Ädä Lovelace" }, 204);
        var stranger = await Server.SignInAsync();

        Assert.Equal([bob.Id, ada.Id, admin.Id], await FoundAsync(admin, ""));
        Assert.Equal([ada.Id], await FoundAsync(admin, "?search=ada%20love"));
        Assert.Equal(
            [bob.Id],
            await FoundAsync(admin, $"?search={Uri.EscapeDataString(bob.Email.ToUpperInvariant())}")
        );
        Assert.Equal([bob.Id], await FoundAsync(admin, "?role=instructor"));
        Assert.Empty(await FoundAsync(admin, $"?search={Uri.EscapeDataString(stranger.Email)}"));
        Assert.Empty(await FoundAsync(admin, "?search=!!!"));
        Assert.Empty(await FoundAsync(admin, $"?search={Uri.EscapeDataString(ada.Email)}&role=admin"));
        await admin.GetAsync("/admin/people?role=owner", 400);
    }

    [Fact]
    public async Task A_role_that_is_given_is_there_at_once_and_one_that_is_taken_is_gone_at_once()
    {
        var (admin, ada) = (await Server.SignInAsync(Role.Admin), await Server.SignInAsync());
        await ada.PostAsync("/courses", Academies.NewCourse("No"), 403);
        await RoleAsync(admin, ada, "instructor", 204);
        ada = await Server.SignInAsync(ada.Email, ada.Password);
        await ada.PostAsync("/courses", Academies.NewCourse("Yes"), 201);
        await RoleAsync(admin, ada, "student", 204);
        // With the token that they have, as soon as the node has heard of it.
        await Within.Holds(
            async () =>
            {
                using var answer = await ada.Http.GetAsync("/api/v1/instructor/courses");
                return answer.StatusCode == HttpStatusCode.Unauthorized;
            },
            "the token to be refused"
        );
        ada = await Server.SignInAsync(ada.Email, ada.Password);
        Assert.Equal("student", (await ada.GetAsync("/me")).Text("role"));
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        var organization = new OrganizationId($"last-{Guid.NewGuid():N}");
        var (admin, other) = (
            await Server.SignInAsync(Role.Admin, organization),
            await Server.SignInAsync(Role.Student, organization)
        );
        var refused = await RoleAsync(admin, admin, "student", 409);
        Assert.Equal("accounts.still-needed", refused.Text("code"));
        await RoleAsync(admin, other, "admin", 204);
        await RoleAsync(admin, admin, "student", 204);
    }

    [Fact]
    public async Task Nobody_of_another_organization_is_given_a_role()
    {
        var (admin, stranger) = (
            await Server.SignInAsync(Role.Admin, new OrganizationId($"one-{Guid.NewGuid():N}")),
            await Server.SignInAsync()
        );
        await RoleAsync(admin, stranger, "admin", 404);
    }

    private static Task<JsonElement> RoleAsync(Person admin, Person person, string role, int status) =>
        admin.SendAsync(HttpMethod.Put, $"/admin/people/{person.Id}/role", new { role }, status);

    private static async Task<IEnumerable<Guid>> FoundAsync(Person admin, string query) =>
        (await admin.GetAsync($"/admin/people{query}")).Items().Select(person => person.Id());
}
