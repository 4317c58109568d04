namespace Academy.Calls;

/// <summary>
/// Calling the method twice is as good as calling it once, although it changes something. So a call of which nobody
/// knows whether it was carried out is sent again. A method that only reads is <c>[ReadOnly]</c> instead; a command
/// with a <c>CommandKey</c> needs neither.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RepeatableAttribute : Attribute;
