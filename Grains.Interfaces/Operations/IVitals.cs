using System.Text.Json.Serialization;

namespace Academy.Operations;

/// <summary>
/// How fast pages are for those who open them, as their browsers measure it; of nobody in particular.
/// </summary>
public interface IVitals
{
    /// <summary>Counts a measurement; it is written within seconds, and lost if the process dies before.</summary>
    /// <param name="page">The pattern of the page's address, one of a few.</param>
    /// <param name="vital">What was measured.</param>
    /// <param name="value">Milliseconds; of <see cref="Vital.Cls"/> the shift itself.</param>
    void Count(string page, Vital vital, double value);

    /// <summary>What was measured since a day, page by page.</summary>
    Task<IReadOnlyList<PageVital>> Since(DateOnly day, CancellationToken cancellationToken);
}

/// <summary>What browsers measure of a page.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Vital>))]
public enum Vital
{
    /// <summary>Until the first thing was drawn.</summary>
    [JsonStringEnumMemberName("fcp")]
    Fcp,

    /// <summary>Until the largest thing was drawn.</summary>
    [JsonStringEnumMemberName("lcp")]
    Lcp,

    /// <summary>From an action to what it changed on the screen.</summary>
    [JsonStringEnumMemberName("inp")]
    Inp,

    /// <summary>How much moved that nobody had moved.</summary>
    [JsonStringEnumMemberName("cls")]
    Cls,
}

/// <param name="Page">The pattern of the page's address.</param>
/// <param name="Count">Measurements.</param>
/// <param name="P75">Three of four were at most this, to within a tenth of it.</param>
public sealed record PageVital(string Page, Vital Vital, long Count, double P75);
