using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Accounts;

/// <summary>
/// An organization: a short slug that begins every stream's name and every grain's key, so that what belongs to another
/// organization cannot even be addressed.
/// </summary>
[GenerateSerializer, Immutable, Alias("accounts.organization-id"), JsonConverter(typeof(OrganizationIdConverter))]
public readonly record struct OrganizationId([property: Id(0)] string Value)
{
    /// <summary>The organization of an academy that has only one.</summary>
    public static readonly OrganizationId Default = new("academy");

    /// <summary>The platform itself: what exists before it is known whose it is (reserved e-mail addresses).</summary>
    public static readonly OrganizationId Platform = new("-");

    public override string ToString() => Value;
}

/// <summary>Reads and writes an organization as its slug.</summary>
public sealed class OrganizationIdConverter : JsonConverter<OrganizationId>
{
    public override OrganizationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("The organization is missing."));

    public override void Write(Utf8JsonWriter writer, OrganizationId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
