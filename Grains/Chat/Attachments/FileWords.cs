using System.Text.Json;
using System.Text.Json.Serialization;

namespace Academy.Grains.Chat.Attachments;

/// <summary>The part of a file's data that is sealed for its owner, and lost with the owner's key.</summary>
/// <param name="Name">As others see it.</param>
/// <param name="Key">Of its chunks.</param>
/// <param name="Hash">SHA-256 of its bytes: tells whether a repeated upload is the same file.</param>
internal sealed record FileWords(string Name, byte[] Key, byte[] Hash)
{
    public string ToText() => JsonSerializer.Serialize(this, FileWordsJson.Default.FileWords);

    public static FileWords Of(string text) => JsonSerializer.Deserialize(text, FileWordsJson.Default.FileWords)!;
}

[JsonSerializable(typeof(FileWords))]
internal sealed partial class FileWordsJson : JsonSerializerContext;
