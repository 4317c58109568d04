using System.Text.Json.Serialization;

namespace Academy.Accounts;

/// <summary>What an account may do; each role may do all that the ones before it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    [JsonStringEnumMemberName("student")]
    Student,

    [JsonStringEnumMemberName("instructor")]
    Instructor,

    [JsonStringEnumMemberName("admin")]
    Admin,
}
