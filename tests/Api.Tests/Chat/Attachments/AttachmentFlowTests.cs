using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Academy.Accounts;
using Academy.Api.Chat.Attachments;
using Academy.Api.Tests.Surroundings;
using Academy.Chat;
using Academy.Chat.Attachments;
using Academy.Chat.Rooms;
using Academy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using SkiaSharp;

namespace Academy.Api.Tests.Chat.Attachments;

/// <summary>Files over HTTP: up, into a message, and down by a link.</summary>
[Collection(OnSharedServer.Name)]
public sealed class AttachmentFlowTests(SharedServer shared)
{
    private static readonly byte[] Png = Painted(1000, 500);

    private AcademyServer Server => shared.Server;

    [Fact]
    public async Task A_file_is_seen_by_the_room_once_a_message_has_it()
    {
        var (room, ada, ben, stranger) = await SceneAsync();
        var file = await UploadAsync(ada, room, "picture.png", "image/png", Png);
        Assert.Equal(
            ("picture.png", "image/png", Png.Length),
            (file.Text("name"), file.Text("contentType"), file.Number("size"))
        );
        var path = $"/chat/rooms/{room}/attachments/{file.Id()}";
        await ada.GetAsync(path);
        await ben.GetAsync(path, 404);

        var posted = await Room(ada, room).Post(Caller(ada), null, new("Look", null, [new(file.Id())], []));
        Assert.True(posted.Accepted, posted.Refusal?.Code);
        var link = await ben.GetAsync(path);
        using var hidden = await stranger.Http.GetAsync($"/api/v1{path}");
        await hidden.ShouldBeProblemAsync(404, "chat.room-not-found");

        using var bytes = await Server.Http.GetAsync(link.Text("url"));
        Assert.Equal(HttpStatusCode.OK, bytes.StatusCode);
        Assert.Equal(Png, await bytes.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", bytes.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "attachment; filename=picture.png; filename*=UTF-8''picture.png",
            bytes.Content.Headers.ContentDisposition?.ToString()
        );
        Assert.Equal("nosniff", Header(bytes, "X-Content-Type-Options"));
        Assert.Equal("sandbox; default-src 'none'", Header(bytes, "Content-Security-Policy"));
        Assert.Equal("same-origin", Header(bytes, "Cross-Origin-Resource-Policy"));
        Assert.Equal("no-referrer", Header(bytes, "Referrer-Policy"));
        Assert.True(bytes.Headers.CacheControl is { Private: true, Public: false, MaxAge.TotalMinutes: > 0 and <= 5 });
    }

    [Fact]
    public async Task A_picture_comes_with_its_measures_and_its_sizes()
    {
        var (room, ada, ben, _) = await SceneAsync();
        var file = await UploadAsync(ada, room, "picture.png", "image/png", Png);
        Assert.Equal((1000, 500), (file.Number("width"), file.Number("height")));
        var path = $"/chat/rooms/{room}/messages";
        await ada.PostAsync(path, new { body = "Look", attachmentIds = new[] { file.Id() } }, 201);
        var shown = (await ben.GetAsync(path)).GetProperty("items")[0].GetProperty("attachments")[0];
        Assert.Equal((1000, 500), (shown.Number("width"), shown.Number("height")));

        var link = await ben.GetAsync($"/chat/rooms/{room}/attachments/{file.Id()}");
        Assert.Equal((1000, 500), (link.Number("width"), link.Number("height")));
        var sizes = link.GetProperty("sizes").EnumerateArray().ToArray();
        Assert.Equal(
            [(96, 48), (480, 240), (1000, 500)],
            sizes.Select(size => (size.Number("width"), size.Number("height")))
        );
        foreach (var size in sizes)
        {
            using var answer = await Server.Http.GetAsync(size.Text("url"));
            Assert.Equal("image/webp", answer.Content.Headers.ContentType?.ToString());
            Assert.Equal("sandbox; default-src 'none'", Header(answer, "Content-Security-Policy"));
            using var bitmap = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal((size.Number("width"), size.Number("height")), (bitmap.Width, bitmap.Height));
        }
        using var none = await Server.Http.GetAsync($"{link.Text("url")}&size=97");
        await none.ShouldBeProblemAsync(404, "chat.attachment-not-found");
        using var wrong = await Server.Http.GetAsync($"{link.Text("url")}&size=large");
        await wrong.ShouldBeProblemAsync(400, "request.validation");
        using var unsigned = await Server.Http.GetAsync(sizes[0].Text("url").Replace("signature=", "signature=A"));
        await unsigned.ShouldBeProblemAsync(403, "chat.link-invalid");
    }

    [Theory]
    [InlineData(100, "pictures.unreadable")]
    [InlineData(0, "pictures.too-many-pixels")]
    public async Task A_picture_that_cannot_be_shown_is_refused_and_nothing_of_it_is_kept(int kept, string code)
    {
        var (room, ada, _, _) = await SceneAsync();
        byte[] bytes = kept > 0 ? Png[..kept] : [.. Png[..16], 0, 0, 255, 255, 0, 0, 255, 255, .. Png[24..]];
        if (kept == 0)
            Repair(bytes);
        using var refused = await SendAsync(ada, room, "a.png", "image/png", bytes);
        await refused.ShouldBeProblemAsync(422, code);
        await using var data = Npgsql.NpgsqlDataSource.Create(Server.Database);
        await using var left = data.CreateCommand("select count(*) from attachments where owner = $1");
        left.Parameters.AddWithValue(ada.Id);
        Assert.Equal(0L, await left.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_part_of_a_file_may_be_asked_for()
    {
        var (room, ada, _, _) = await SceneAsync();
        var bytes = Enumerable.Range(0, 600_000).Select(i => (byte)('a' + i % 26)).ToArray();
        var file = await UploadAsync(ada, room, "long.txt", "text/plain", bytes);
        var url = (await ada.GetAsync($"/chat/rooms/{room}/attachments/{file.Id()}")).Text("url");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(262_000, 262_999);
        using var answer = await Server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(bytes[262_000..263_000], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task A_link_that_was_changed_or_has_ended_opens_nothing()
    {
        var (room, ada, _, _) = await SceneAsync();
        var file = await UploadAsync(ada, room, "a.txt", "text/plain", "one"u8.ToArray());
        var other = await UploadAsync(ada, room, "b.txt", "text/plain", "two"u8.ToArray());
        var url = (await ada.GetAsync($"/chat/rooms/{room}/attachments/{file.Id()}")).Text("url");
        var ends = long.Parse(url.Split("expires=")[1].Split('&')[0]);
        string[] wrong =
        [
            url.Replace(file.Id().ToString(), other.Id().ToString(), StringComparison.Ordinal),
            url.Replace($"expires={ends}", $"expires={ends + 60}", StringComparison.Ordinal),
            url.Replace($"expires={ends}", "expires=99999999999", StringComparison.Ordinal),
            url[..^1] + (url[^1] == 'A' ? 'B' : 'A'),
            url[..^1],
            url.Split('&')[0],
            url.Split('?')[0],
        ];
        foreach (var each in wrong)
        {
            using var refused = await Server.Http.GetAsync(each);
            await refused.ShouldBeProblemAsync(403, "chat.link-invalid");
        }
    }

    [Fact]
    public void A_link_lasts_for_minutes()
    {
        var clock = new FakeTimeProvider();
        var (links, file) = (new FileLinks(new byte[32], clock), new AttachmentId(Guid.NewGuid()));
        var (url, expires) = links.Of(file);
        var (ends, signature) = (url.Split("expires=")[1].Split('&')[0], url.Split("signature=")[1]);
        Assert.Equal(expires - clock.GetUtcNow(), links.RestOf(file, ends, signature));
        Assert.InRange(expires - clock.GetUtcNow(), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Null(new FileLinks([.. new byte[31], 1], clock).RestOf(file, ends, signature));
        clock.Advance(expires - clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        Assert.NotNull(links.RestOf(file, ends, signature));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(links.RestOf(file, ends, signature));
    }

    [Theory]
    [InlineData("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData("text/html", "<script>alert(1)</script>")]
    [InlineData("image/png", "<script>alert(1)</script>")]
    [InlineData("application/pdf", "<html>")]
    [InlineData("text/plain", "MZ\u0000\u0001")]
    public async Task What_is_not_taken_is_refused(string type, string text)
    {
        var (room, ada, _, _) = await SceneAsync();
        using var refused = await SendAsync(ada, room, "a", type, Encoding.UTF8.GetBytes(text));
        await refused.ShouldBeProblemAsync(422, "chat.attachment-type");
    }

    [Theory]
    [InlineData("a.zip", "application/x-zip-compressed", "PK\u0003\u0004", "application/zip")]
    [InlineData("a.wav", "audio/x-wav", "RIFF\u0010\0\0\0WAVEfmt ", "audio/wav")]
    [InlineData("a.txt", "text/plain", "GIF89a was a good year <script>alert(1)</script>", "text/plain; charset=utf-8")]
    public async Task What_others_call_otherwise_is_taken_and_served_by_its_one_name(
        string name,
        string type,
        string text,
        string served
    )
    {
        var (room, ada, _, _) = await SceneAsync();
        var file = await UploadAsync(ada, room, name, type, Encoding.UTF8.GetBytes(text));
        Assert.Equal(name, file.Text("name"));
        var link = await ada.GetAsync($"/chat/rooms/{room}/attachments/{file.Id()}");
        using var bytes = await Server.Http.GetAsync(link.Text("url"));
        Assert.Equal(served, bytes.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", bytes.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("nosniff", Header(bytes, "X-Content-Type-Options"));
    }

    [Fact]
    public async Task A_repeated_upload_is_answered_though_its_sender_has_left_the_room_since()
    {
        var (room, ada, ben, _) = await SceneAsync();
        using var first = await SendAsync(ben, room, "a.txt", "text/plain", "one"u8.ToArray(), "upload-2");
        await ada.SendAsync(HttpMethod.Delete, $"/chat/rooms/{room}/members/{ben.Id}", null, 204);
        using var second = await SendAsync(ben, room, "a.txt", "text/plain", "one"u8.ToArray(), "upload-2");
        Assert.Equal((await first.ShouldBeAsync(201)).ToString(), (await second.ShouldBeAsync(201)).ToString());
        using var other = await SendAsync(ben, room, "a.txt", "text/plain", "one"u8.ToArray(), "upload-3");
        await other.ShouldBeProblemAsync(404, "chat.room-not-found");
    }

    [Fact]
    public async Task Ten_megabytes_are_taken_and_one_byte_more_is_not_however_it_is_sent()
    {
        var (room, ada, _, stranger) = await SceneAsync();
        var bytes = new byte[ChatLimits.AttachmentBytesMax];
        "%PDF-"u8.CopyTo(bytes);
        Assert.Equal(bytes.Length, (await UploadAsync(ada, room, "big.pdf", "application/pdf", bytes)).Number("size"));
        using var stated = await SendAsync(ada, room, "big.pdf", "application/pdf", [.. bytes, 0]);
        await stated.ShouldBeProblemAsync(413, "request.too-large");
        using var streamed = await SendAsync(ada, room, "big.pdf", "application/pdf", [.. bytes, 0], isChunked: true);
        await streamed.ShouldBeProblemAsync(413, "request.too-large");
        using var strangers = await SendAsync(stranger, room, "a.txt", "text/plain", "a"u8.ToArray());
        await strangers.ShouldBeProblemAsync(404, "chat.room-not-found");
        await using var data = Npgsql.NpgsqlDataSource.Create(Server.Database);
        await using var leftovers = data.CreateCommand("select count(*) from attachments where completed_at is null");
        Assert.Equal(0L, await leftovers.ExecuteScalarAsync());
    }

    [Fact]
    public async Task An_upload_that_is_repeated_with_its_key_is_one_file()
    {
        var (room, ada, _, _) = await SceneAsync();
        using var first = await SendAsync(ada, room, "a.txt", "text/plain", "one"u8.ToArray(), "upload-1");
        using var second = await SendAsync(ada, room, "a.txt", "text/plain", "one"u8.ToArray(), "upload-1");
        Assert.Equal((await first.ShouldBeAsync(201)).ToString(), (await second.ShouldBeAsync(201)).ToString());
        using var other = await SendAsync(ada, room, "a.txt", "text/plain", "two"u8.ToArray(), "upload-1");
        await other.ShouldBeProblemAsync(422, "request.key-reused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Better words")]
    public async Task A_caption_is_edited_and_emptied_and_the_files_stay(string words)
    {
        var (room, ada, ben, _) = await SceneAsync();
        var file = await UploadAsync(ada, room, "picture.png", "image/png", Png);
        var path = $"/chat/rooms/{room}/messages";
        var posted = await ada.PostAsync(path, new { body = "Words", attachmentIds = new[] { file.Id() } }, 201);
        await ada.PatchAsync($"{path}/{posted.Id()}", new { body = words });
        var shown = (await ben.GetAsync(path)).GetProperty("items")[0];
        Assert.Equal(words.Trim(), shown.Text("body"));
        Assert.Equal(file.Id(), shown.GetProperty("attachments")[0].Id());

        var plain = await ada.PostAsync(path, new { body = "Words" }, 201);
        await ada.PatchAsync($"{path}/{plain.Id()}", new { body = words }, words.Trim().Length > 0 ? 200 : 400);
    }

    private static byte[] Painted(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.Red);
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    /// <summary>Writes the check sum of a PNG's header anew.</summary>
    private static void Repair(byte[] png)
    {
        var crc = uint.MaxValue;
        foreach (var b in png.AsSpan(12, 17))
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~crc);
    }

    private async Task<(RoomId Room, Person Ada, Person Ben, Person Stranger)> SceneAsync()
    {
        var (ada, ben, stranger) = (await Server.SignInAsync(), await Server.SignInAsync(), await Server.SignInAsync());
        var room = RoomId.OfGroup(new(ada.Id), Guid.NewGuid().ToString());
        var created = await Room(ada, room)
            .Create(Caller(ada), null, new(RoomType.Group, null, [new(ben.Id)], "Files"));
        Assert.True(created.Accepted, created.Refusal?.Code);
        return (room, ada, ben, stranger);
    }

    private IChatRoomGrain Room(Person person, RoomId room) =>
        Server
            .Services.GetRequiredService<IGrainFactory>()
            .GetGrain<IChatRoomGrain>(GrainKey.Of(Caller(person).Organization, room.Value));

    private static Caller Caller(Person person) => new(OrganizationId.Default, new(person.Id), Role.Student);

    private static async Task<JsonElement> UploadAsync(
        Person person,
        RoomId room,
        string name,
        string type,
        byte[] bytes
    )
    {
        using var answer = await SendAsync(person, room, name, type, bytes);
        return await answer.ShouldBeAsync(201);
    }

    private static Task<HttpResponseMessage> SendAsync(
        Person person,
        RoomId room,
        string name,
        string type,
        byte[] bytes,
        string? key = null,
        bool isChunked = false
    )
    {
        HttpContent content = isChunked ? new StreamContent(new MemoryStream(bytes)) : new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (isChunked)
            content.Headers.ContentLength = null;
        return person.Http.SendJsonAsync(
            HttpMethod.Post,
            $"/api/v1/chat/rooms/{room}/attachments?name={Uri.EscapeDataString(name)}",
            content,
            key
        );
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.GetValues(name));
}
