namespace Academy.Streams;

/// <summary>
/// What a wire form may know besides the event: who looks, how people are called, and what is sealed in it.
/// </summary>
/// <param name="Opened">In the clear; null where nothing was opened.</param>
public readonly record struct WireContext(Audience Audience, INames Names, object? Opened = null);
