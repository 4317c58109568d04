namespace Academy.Runtime.Clustering;

/// <summary>One life of one process of the cluster, and where it listens.</summary>
/// <param name="Name">The process's name, which stays the same over restarts: placement goes by it.</param>
/// <param name="Generation">Another one at every start, ascending: the generation of the process's fence.</param>
/// <param name="Host">Where others reach it; of a client, which nobody calls, for operators only.</param>
/// <param name="Port">0 for a client, which does not listen.</param>
public sealed record SiloAddress(string Name, long Generation, string Host, int Port)
{
    /// <summary>For logs: <c>name/generation</c>.</summary>
    public override string ToString() => $"{Name}/{Generation}";
}
