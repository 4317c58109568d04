namespace Academy.Runtime;

/// <summary>Calls of this interface never leave the process, so that its methods may carry anything.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class LocalOnlyAttribute : Attribute;
