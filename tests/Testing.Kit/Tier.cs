namespace Academy.Testing;

/// <summary>
/// Tests without a tier are the quick ones. Slow is whatever starts processes, clusters or browsers, or is about load;
/// <c>dotnet test --filter Tier!=slow</c> leaves it out. Projects that are slow as a whole say so in their project
/// file.
/// </summary>
internal static class Tier
{
    public const string Name = "Tier";

    public const string Slow = "slow";
}
