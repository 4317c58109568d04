using Academy.Accounts;
using Academy.Calls;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Commands;

/// <summary>Who sends a command or asks: taken from the verified access token, never from a body.</summary>
[GenerateSerializer, Immutable, Alias("commands.caller")]
public sealed record Caller(
    [property: Id(0)] OrganizationId Organization,
    [property: Id(1)] UserId User,
    [property: Id(2)] Role Role
)
{
    /// <summary>The request from outside that this call belongs to; a filter sets it as the call leaves.</summary>
    [Id(3)]
    public CallOrigin? Origin { get; init; }

    /// <summary>Key of the grains that belong to the caller.</summary>
    public string Key => GrainKey.Of(Organization, User.Value);

    /// <summary>The caller as the journal names them.</summary>
    public string Actor => User.ToString();
}
