namespace Academy.Streams;

/// <summary>When a command is decided.</summary>
/// <param name="Now">The time of the decision, in whole milliseconds.</param>
/// <param name="Head">The number of the latest event that it is decided on; the first that it causes gets the
/// next.</param>
public readonly record struct Moment(DateTimeOffset Now, long Head);
