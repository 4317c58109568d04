namespace Academy.Streams;

/// <summary>What a wire form may know besides the event: who looks, and how people are called.</summary>
public readonly record struct WireContext(Audience Audience, INames Names);
