namespace Academy.Runtime.Clustering;

/// <summary>Says as whom this process joins its cluster.</summary>
public interface IMemberIdentity
{
    /// <summary>What it does.</summary>
    MemberRole Role { get; }

    /// <summary>Its name, a generation that nobody had before, and where it can be reached. Asked once, when everything that it stands
    /// on has started.</summary>
    Task<SiloAddress> TakeAsync(CancellationToken cancellationToken);
}
