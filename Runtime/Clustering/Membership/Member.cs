namespace Academy.Runtime.Clustering;

/// <summary>What a process of the cluster does.</summary>
public enum MemberRole
{
    /// <summary>Hosts grains.</summary>
    Silo,

    /// <summary>Calls grains and hosts none.</summary>
    Client,
}

/// <summary>Whether a member is in placement.</summary>
public enum MemberStatus
{
    /// <summary>Owns its share of the grains.</summary>
    Active,

    /// <summary>Stops: owns nothing any more, and hands over what it had.</summary>
    Leaving,
}

/// <summary>A process in the membership table.</summary>
/// <param name="Address">Who it is.</param>
/// <param name="Role">What it does.</param>
/// <param name="Status">Whether it is in placement.</param>
/// <param name="Seen">The newest version of the view that it has given up grains for: it has no activation any more that this
/// version, or an older one, places elsewhere. Says nothing of a client.</param>
public sealed record Member(SiloAddress Address, MemberRole Role, MemberStatus Status, long Seen);
