using System.Text;
using Academy.Accounts;
using Academy.Api.Tests.Surroundings;

namespace Academy.Api.Tests.Requests;

/// <summary>
/// A media type is what it means, however it is spelled; and a refused body is refused in a sentence.
/// </summary>
[Collection(OnSharedServer.Name)]
public sealed class HeaderTextTests(SharedServer shared)
{
    private const string Course = """{"title":"T","description":"D","category":"C","level":"beginner"}""";

    private AcademyServer Server => shared.Server;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/json;charset=Utf-8")]
    [InlineData("APPLICATION/JSON ; CHARSET=UTF-8")]
    [InlineData("application/json; profile=\"a;b\"; charset=utf-8")]
    public async Task JSON_in_UTF_8_is_taken_in_every_spelling(string type)
    {
        var teacher = await Server.SignInAsync(Role.Instructor);
        using var answer = await SendAsync(teacher, "/courses", Course, type);
        await answer.ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"utf-16\"")]
    [InlineData("application/json; charset=\"utf-8")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("text/json-ish")]
    [InlineData("application/json, text/plain")]
    public async Task Another_type_or_encoding_is_refused(string type)
    {
        var teacher = await Server.SignInAsync(Role.Instructor);
        using var answer = await SendAsync(teacher, "/courses", Course, type);
        await answer.ShouldBeProblemAsync(415, "request.unsupported-media-type");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("TEXT/Plain ; charset=\"utf-8\"")]
    [InlineData(" text/plain;charset=UTF-8")]
    public async Task A_file_s_type_is_read_in_every_spelling(string type)
    {
        var ada = await Server.SignInAsync();
        var room = (await ada.PostAsync("/chat/rooms", new { type = "group", title = "Files" }, 201)).Id();
        using var answer = await SendAsync(ada, $"/chat/rooms/{room}/attachments?name=a.txt", "one", type);
        Assert.Equal("text/plain", (await answer.ShouldBeAsync(201)).Text("contentType"));
    }

    [Theory]
    [InlineData("""{"title":"a","title":"b"}""", "title")]
    [InlineData("""{"a":{"b":1},"a":2}""", "a")]
    [InlineData("""{"x":[{"inner":1,"inner":1}]}""", "inner")]
    [InlineData("""{"title":"a","\u0074itle":"b"}""", "title")]
    [InlineData("""{"":1,"":2}""", "")]
    public async Task A_member_that_occurs_twice_is_named(string body, string name)
    {
        var teacher = await Server.SignInAsync(Role.Instructor);
        using var answer = await SendAsync(teacher, "/courses", body, "application/json");
        var problem = await answer.ShouldBeProblemAsync(400, "request.malformed-json");
        Assert.Equal($"The member \"{name}\" occurs twice in one object.", problem.Text("detail"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{"a":1,"\ud800":2,"a":3}""")]
    [InlineData("""{"a":1,}""")]
    public async Task What_else_is_wrong_is_a_whole_sentence(string body)
    {
        var teacher = await Server.SignInAsync(Role.Instructor);
        using var answer = await SendAsync(teacher, "/courses", body, "application/json");
        var problem = await answer.ShouldBeProblemAsync(400, "request.malformed-json");
        Assert.DoesNotContain("line ,", problem.Text("detail"), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(Person person, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1" + path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await person.Http.SendAsync(request);
    }
}
