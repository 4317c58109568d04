using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;
using Academy.Chat;
using Academy.Testing;
using Npgsql;
using SkiaSharp;

namespace Academy.Api.Tests.Accounts;

/// <summary>Pictures of people: put, shown to whoever sees the person, replaced, removed.</summary>
[Collection(OnSharedServer.Name)]
public sealed class PictureTests(SharedServer shared)
{
    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_picture_is_cut_out_and_shown_to_whoever_has_its_id()
    {
        var ada = await Server.SignInAsync();
        Assert.Equal(JsonValueKind.Null, (await ada.GetAsync("/me")).GetProperty("picture").ValueKind);
        var picture = await PutAsync(ada, Painted(800, 500, SKColors.Red));
        Assert.Equal(picture, (await ada.GetAsync("/me")).Text("picture"));
        foreach (var (query, edge) in new[] { ("", 96), ("?size=96", 96), ("?size=480", 480), ("?size=479", 96) })
        {
            using var answer = await Server.Http.GetAsync($"/api/v1/pictures/{picture}{query}");
            Assert.Equal("image/webp", answer.Content.Headers.ContentType?.ToString());
            Assert.Equal("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.True(answer.Headers.CacheControl is { Private: true, Public: false, MaxAge.TotalHours: 1 });
            using var bitmap = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal((edge, edge), (bitmap.Width, bitmap.Height));
        }
        using var strange = await Server.Http.GetAsync($"/api/v1/pictures/{Guid.NewGuid()}");
        await strange.ShouldBeProblemAsync(404, "pictures.not-found");
        using var large = await Server.Http.GetAsync($"/api/v1/pictures/{picture}?size=481");
        await large.ShouldBeProblemAsync(400, "request.validation");
    }

    [Fact]
    public async Task A_small_picture_is_not_enlarged_and_is_shown_where_a_larger_one_is_asked_for()
    {
        var ada = await Server.SignInAsync();
        var picture = await PutAsync(ada, Painted(40, 60, SKColors.Red));
        using var answer = await Server.Http.GetAsync($"/api/v1/pictures/{picture}?size=480");
        using var bitmap = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((40, 40), (bitmap.Width, bitmap.Height));
    }

    [Fact]
    public async Task Another_picture_has_another_id_and_the_one_before_is_gone()
    {
        var ada = await Server.SignInAsync();
        var first = await PutAsync(ada, Painted(200, 200, SKColors.Red));
        var second = await PutAsync(ada, Painted(200, 200, SKColors.Blue));
        Assert.NotEqual(first, second);
        Assert.Equal((404, 200), (await StatusAsync(first), await StatusAsync(second)));
        await ada.SendAsync(HttpMethod.Delete, "/me/picture", null, 204);
        await ada.SendAsync(HttpMethod.Delete, "/me/picture", null, 204);
        Assert.Equal(404, await StatusAsync(second));
        Assert.Equal(JsonValueKind.Null, (await ada.GetAsync("/me")).GetProperty("picture").ValueKind);
        Assert.Equal(0, await LeftAsync(ada));
    }

    [Fact]
    public async Task A_repeat_is_answered_as_the_first_and_another_file_with_its_key_is_refused()
    {
        var ada = await Server.SignInAsync();
        var (red, blue) = (Painted(200, 200, SKColors.Red), Painted(200, 200, SKColors.Blue));
        using var first = await SendAsync(ada, red, "image/png", "put-1");
        using var second = await SendAsync(ada, red, "image/png", "put-1");
        var picture = (await first.ShouldBeAsync(200)).Text("picture");
        Assert.Equal(picture, (await second.ShouldBeAsync(200)).Text("picture"));
        using var other = await SendAsync(ada, blue, "image/png", "put-1");
        await other.ShouldBeProblemAsync(422, "request.key-reused");
        Assert.Equal((200, 1), (await StatusAsync(picture), await LeftAsync(ada)));
    }

    [Fact]
    public async Task Whoever_sees_the_person_sees_the_picture()
    {
        var (ada, ben) = (await Server.SignInAsync(), await Server.SignInAsync());
        var room = await ada.PostAsync("/chat/rooms", new { type = "direct", memberIds = new[] { ben.Id } }, 201);
        var path = $"/chat/rooms/{room.Id()}";
        await ada.PostAsync($"{path}/messages", new { body = "before" }, 201);
        var picture = await PutAsync(ada, Painted(200, 200, SKColors.Red));
        await ada.PostAsync($"{path}/messages", new { body = "after" }, 201);

        Assert.All((await ben.GetAsync($"{path}/messages")).GetProperty("items").EnumerateArray(), message =>
            Assert.Equal(picture, message.Text("senderPicture"))
        );
        Assert.Equal([picture], PicturesOf(await ben.GetAsync($"{path}/members"), ada));
        var listed = (await ben.GetAsync("/chat/rooms")).GetProperty("items")[0];
        Assert.Equal(picture, listed.GetProperty("other").Text("picture"));
        var name = Uri.EscapeDataString((await ada.GetAsync("/me")).Text("displayName"));
        Assert.Equal([picture], PicturesOf(await ben.GetAsync($"/chat/people?search={name}&limit=100"), ada));

        await ada.SendAsync(HttpMethod.Delete, "/me/picture", null, 204);
        Assert.Equal([null], PicturesOf(await ben.GetAsync($"{path}/members"), ada));
    }

    [Theory]
    [InlineData("text/plain", "words", "pictures.not-taken")]
    [InlineData("image/svg+xml", "<svg/>", "pictures.not-taken")]
    [InlineData("image/png", "words", "pictures.unreadable")]
    [InlineData("image/png", "", "pictures.unreadable")]
    public async Task What_is_no_picture_is_refused_and_the_one_before_stays(string type, string text, string code)
    {
        var ada = await Server.SignInAsync();
        var picture = await PutAsync(ada, Painted(200, 200, SKColors.Red));
        using var refused = await SendAsync(ada, Encoding.ASCII.GetBytes(text), type);
        await refused.ShouldBeProblemAsync(422, code);
        Assert.Equal(picture, (await ada.GetAsync("/me")).Text("picture"));
        Assert.Equal(1, await LeftAsync(ada));
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        var ada = await Server.SignInAsync();
        using var refused = await SendAsync(ada, new byte[ChatLimits.AttachmentBytesMax + 1], "image/png");
        await refused.ShouldBeProblemAsync(413, "request.too-large");
    }

    [Fact]
    public async Task Nothing_of_it_is_left_of_an_erased_person()
    {
        var (ada, admin) = (await Server.SignInAsync(), await Server.SignInAsync(Role.Admin));
        var picture = await PutAsync(ada, Painted(200, 200, SKColors.Red));
        await admin.SendAsync(HttpMethod.Delete, $"/users/{ada.Id}", null, 204);
        await Within.Holds(async () => await LeftAsync(ada) == 0, "nothing to be left of the picture");
        Assert.Equal(404, await StatusAsync(picture));
    }

    private static async Task<string> PutAsync(Person person, byte[] bytes)
    {
        using var answer = await SendAsync(person, bytes, "image/png");
        return (await answer.ShouldBeAsync(200)).Text("picture");
    }

    private static Task<HttpResponseMessage> SendAsync(Person person, byte[] bytes, string type, string? key = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return person.Http.SendJsonAsync(HttpMethod.Put, "/api/v1/me/picture", content, key);
    }

    private static IEnumerable<string?> PicturesOf(JsonElement page, Person person) =>
        page.GetProperty("items")
            .EnumerateArray()
            .Where(item => item.GetProperty("userId").GetGuid() == person.Id)
            .Select(item => item.TryGetProperty("picture", out var picture) ? picture.GetString() : null);

    private async Task<int> StatusAsync(string picture)
    {
        using var answer = await Server.Http.GetAsync($"/api/v1/pictures/{picture}");
        return answer.StatusCode == HttpStatusCode.OK ? 200 : (int)answer.StatusCode;
    }

    /// <summary>How many pictures of a person are stored.</summary>
    private async Task<long> LeftAsync(Person person)
    {
        await using var data = NpgsqlDataSource.Create(Server.Database);
        await using var command = data.CreateCommand("select count(*) from person_pictures where person = $1");
        command.Parameters.AddWithValue(person.Id);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static byte[] Painted(int width, int height, SKColor colour)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(colour);
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }
}
