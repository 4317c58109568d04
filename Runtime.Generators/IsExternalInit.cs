namespace System.Runtime.CompilerServices;

/// <summary>Lets records compile against .NET Standard 2.0.</summary>
internal static class IsExternalInit;
