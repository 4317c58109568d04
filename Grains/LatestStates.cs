namespace Academy.Grains;

/// <summary>
/// Grain storage: states of which only the latest matters, so that they are no events. A slice registers how its states
/// are written, as a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> under this key. What people
/// wrote is sealed by the grain.
/// </summary>
public static class LatestStates
{
    public const string Storage = "latest";
}
