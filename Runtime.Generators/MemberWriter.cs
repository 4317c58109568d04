using System.Text;

namespace Academy.Runtime.Generators;

/// <summary>Writes the code that writes and reads values one after the other, each behind its tag. Names end in two
/// underscores, so that they are nobody else's.</summary>
internal static class MemberWriter
{
    private const string Wire = "global::Academy.Runtime.Serialization.";

    /// <summary>The statements that write all values to <c>writer__</c>.</summary>
    public static string Writes(IEnumerable<MemberModel> members, Func<CodecModel, string> codec, string indent)
    {
        var text = new StringBuilder();
        foreach (var (member, index) in members.Select(static (it, index) => (it, index)))
        {
            var used = codec(member.Codec);
            var value = member.Presence == Presence.UnlessNull ? $"v{index}__" : member.Value;
            var (open, close) = member.Presence switch
            {
                Presence.UnlessNull => ($"if ({member.Value} is {{ }} {value}) {{ ", " }"),
                Presence.UnlessDefault => ($"if ({value} != default({member.Type})) {{ ", " }"),
                Presence.UnlessDefaultArray => ($"if (!{value}.IsDefault) {{ ", " }"),
                _ => ("", ""),
            };
            text.Append($"{indent}{open}writer__.WriteTag({member.Id}, {used}.Kind); ")
                .Append($"{used}.Write(ref writer__, {value});{close}\n");
        }

        return text.ToString();
    }

    /// <summary>The statements that read all values, up to the end of the object, from <c>reader__</c> into <c>m0</c>,
    /// <c>m1</c> …</summary>
    public static string Reads(IEnumerable<MemberModel> members, Func<CodecModel, string> codec, string indent)
    {
        var (locals, cases) = (new StringBuilder(), new StringBuilder());
        foreach (var (member, index) in members.Select(static (it, index) => (it, index)))
        {
            var used = codec(member.Codec);
            locals.Append($"{indent}{member.Type} m{index} = default!;\n");
            cases.Append($"{indent}        case {member.Id}: {Wire}WireReader.Expect({used}.Kind, kind__); ")
                .Append($"m{index} = {used}.Read(ref reader__); break;\n");
        }

        return $$"""
            {{locals}}{{indent}}while (reader__.ReadTag(out var id__, out var kind__))
            {{indent}}{
            {{indent}}    switch (id__)
            {{indent}}    {
            {{cases}}{{indent}}        default: reader__.Skip(kind__); break;
            {{indent}}    }
            {{indent}}}

            """;
    }
}
