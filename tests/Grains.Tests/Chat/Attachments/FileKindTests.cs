using System.Text;
using Academy.Chat;
using Academy.Grains.Chat.Attachments;

namespace Academy.Grains.Tests.Chat.Attachments;

public sealed class FileKindTests
{
    public static TheoryData<string, byte[]> Taken =>
        new()
        {
            { "image/png", [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8] },
            { "IMAGE/PNG", [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8] },
            { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0] },
            { "image/gif", "GIF89a"u8.ToArray() },
            { "image/webp", "RIFF\x10\0\0\0WEBPVP8 "u8.ToArray() },
            { "application/pdf", "%PDF-1.7"u8.ToArray() },
            { "audio/mpeg", "ID3\x04"u8.ToArray() },
            { "audio/mpeg", [0xFF, 0xFB, 0x90, 0x64] },
            { "video/mp4", [0, 0, 0, 0x18, .. "ftypmp42"u8] },
            { "video/webm", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84, .. "webm"u8] },
            { "application/zip", "PK\x03\x04"u8.ToArray() },
            { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04"u8.ToArray() },
            { "text/plain; charset=utf-8", "Hello, <b>"u8.ToArray() },
            { "text/csv", "a;b\r\n1;2"u8.ToArray() },
            { "text/markdown", "# Title"u8.ToArray() },
        };

    [Theory]
    [MemberData(nameof(Taken))]
    public void What_a_file_begins_with_agrees_with_what_it_is_said_to_be(string contentType, byte[] head) =>
        Assert.True(FileKind.Find(contentType)!.Accepts(head));

    [Theory]
    [InlineData("application/x-zip-compressed", "application/zip")]
    [InlineData("APPLICATION/X-ZIP", "application/zip")]
    [InlineData("audio/x-wav", "audio/wav")]
    [InlineData("audio/wave", "audio/wav")]
    [InlineData("audio/vnd.wave; codecs=1", "audio/wav")]
    [InlineData("image/jpg", "image/jpeg")]
    [InlineData("audio/mp3", "audio/mpeg")]
    [InlineData("audio/x-m4a", "audio/mp4")]
    [InlineData("application/vnd.ms-excel", "text/csv")]
    [InlineData("text/x-markdown; charset=utf-8", "text/markdown")]
    public void Aliases_of_a_content_type_are_one_kind(string alias, string contentType) =>
        Assert.Equal(contentType, FileKind.Find(alias)!.ContentType);

    [Theory]
    [MemberData(nameof(Taken))]
    public void A_file_of_another_kind_is_not_what_it_is_said_to_be(string contentType, byte[] head)
    {
        var kind = FileKind.Find(contentType)!;
        Assert.Equal(kind.ContentType == "image/png", FileKind.Find("image/png")!.Accepts(head));
        // Text may begin with anything.
        Assert.True(FileKind.Find("text/plain")!.Accepts(head));
    }

    [Theory]
    [InlineData("image/svg+xml")]
    [InlineData("text/html")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/javascript")]
    [InlineData("application/javascript")]
    [InlineData("application/x-msdownload")]
    [InlineData("application/octet-stream")]
    [InlineData("application/vnd.ms-word.document.macroEnabled.12")]
    [InlineData("text/xml")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("")]
    [InlineData("image")]
    public void Pages_scripts_and_programs_are_not_taken(string contentType) => Assert.Null(FileKind.Find(contentType));

    [Theory]
    [InlineData("h\u00E9llo \uD83D\uDE00\r\n\tline\f", true)]
    [InlineData("", true)]
    [InlineData("GIF89a was a good year", true)]
    [InlineData("PK\u0003\u0004", true)]
    [InlineData("%PDF-1.7 in words", true)]
    [InlineData("ID3, BM and MZ", true)]
    [InlineData("\uFEFFwith a mark", true)]
    [InlineData("bell\a and escape\u001B[2J", true)]
    [InlineData("nul\0", false)]
    [InlineData("\0", false)]
    public void Text_has_no_null_and_begins_with_what_it_likes(string text, bool isText)
    {
        var check = new TextCheck();
        Assert.Equal(isText, check.Takes(Encoding.UTF8.GetBytes(text), isLast: true));
        Assert.Equal(!isText, check.HasNull);
    }

    /// <summary>What is declared, what is sent, and what the answer says.</summary>
    public static (string Type, byte[] Bytes, string Said)[] Refused =>
        [
            ("image/png", "GIF89a\u0001"u8.ToArray(), "declared as image/png, but looks like image/gif"),
            ("image/jpeg", [0, 0, 0, 0x18, .. "ftypheic"u8], "declared as image/jpeg, but looks like image/heic"),
            ("audio/x-wav", "plain words"u8.ToArray(), "declared as audio/x-wav, but looks like text/plain"),
            ("text/plain", [0x89, .. "PNG\r\n"u8, 0x1A, .. "\n"u8, 0], "text/plain, but looks like image/png"),
            ("text/plain", [.. "GIF89a"u8, 0xF0, 0xF0], "declared as text/plain, but looks like image/gif"),
            ("text/plain", [0xFF, 0xFE, .. "h\0i\0"u8], "it looks like UTF-16 (little endian)"),
            ("text/csv", "h\0i\0 \0"u8.ToArray(), "it looks like UTF-16 (little endian)"),
            ("text/csv", [0xFE, 0xFF, .. "\0h\0i"u8], "it looks like UTF-16 (big endian)"),
            (
                "text/plain; charset=\"iso-8859-1\"",
                [.. "caf"u8, 0xE9],
                "text/plain, but its text is not UTF-8: it looks like iso-8859-1"
            ),
            ("text/markdown", [.. "caf"u8, 0xE9], "it looks like an older encoding such as Windows-1252"),
            ("text/plain", "words and \0"u8.ToArray(), "application/octet-stream: it has null characters"),
            ("application/x-msdownload", "MZ\u0090"u8.ToArray(), "declared as application/x-msdownload are not taken"),
            ("", "<!doctype html>"u8.ToArray(), "declared as nothing are not taken; this one looks like text/plain"),
        ];

    [Fact]
    public void Text_is_utf8_and_may_be_cut_anywhere()
    {
        var bytes = Encoding.UTF8.GetBytes("\u00E9\uD83D\uDE00\u20AC");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var check = new TextCheck();
            Assert.True(check.Takes(bytes.AsSpan(0, cut), isLast: false));
            Assert.True(check.Takes(bytes.AsSpan(cut), isLast: true));
            Assert.Equal(cut is 0 or 2 or 6 or 9, new TextCheck().Takes(bytes.AsSpan(0, cut), isLast: true));
        }
        Assert.False(new TextCheck().Takes([0xFF, 0xFE, 0x41, 0x00], isLast: true));
    }

    [Theory]
    [InlineData("notes.txt", "notes.txt")]
    [InlineData("NOTES.TXT", "NOTES.txt")]
    [InlineData("server.log", "server.log")]
    [InlineData("evil.html", "evil.html.txt")]
    [InlineData("invoice.pdf.exe", "invoice.pdf.exe.txt")]
    [InlineData("../../etc/passwd", "passwd.txt")]
    [InlineData("C:\\Windows\\system.ini", "system.ini.txt")]
    [InlineData("a\u202Etxt.exe", "atxt.exe.txt")]
    [InlineData("a\r\nSet-Cookie: b.txt", "aSet-Cookie b.txt")]
    [InlineData("  ..  ", "file.txt")]
    [InlineData("", "file.txt")]
    [InlineData(".txt", "txt.txt")]
    [InlineData("a\"b<c>|d?.txt", "abcd.txt")]
    [InlineData("\u00DCbung \uD83D\uDE00.txt", "\u00DCbung \uD83D\uDE00.txt")]
    [InlineData("half\uD83D.txt", "half.txt")]
    public void A_name_is_a_name_of_its_kind_and_no_path(string name, string expected) =>
        Assert.Equal(expected, FileName.Clean(name, FileKind.Find("text/plain")!));

    [Fact]
    public void A_long_name_is_cut_before_its_ending()
    {
        var name = FileName.Clean(new string('a', 195) + "\uD83D\uDE00.txt", FileKind.Find("text/plain")!);
        Assert.Equal(new string('a', 195) + ".txt", name);
        Assert.InRange(name.Length, 1, ChatLimits.AttachmentNameMax);
    }
}
