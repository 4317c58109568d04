using Microsoft.CodeAnalysis;

namespace Academy.Runtime.Generators;

/// <summary>What grain interfaces and classes may not be. Each message names the way out.</summary>
internal static class Rules
{
    public const string GenericInterface = "ACA001";
    public const string GenericMethod = "ACA002";
    public const string NotAMethod = "ACA003";
    public const string ReferenceParameter = "ACA004";
    public const string ReturnType = "ACA005";
    public const string Key = "ACA006";
    public const string OneWayResult = "ACA007";
    public const string Inaccessible = "ACA008";
    public const string GenericGrain = "ACA009";
    public const string Constructors = "ACA010";
    public const string MisplacedAttribute = "ACA011";
    public const string VoidOnGrain = "ACA012";
    public const string Timeout = "ACA013";
    public const string CannotTravel = "ACA014";
    public const string Member = "ACA015";
    public const string TwiceTheId = "ACA016";
    public const string NoConstructor = "ACA017";

    private static readonly Dictionary<string, DiagnosticDescriptor> All = new DiagnosticDescriptor[]
    {
        Rule(GenericInterface, "Generic grain interface",
            "'{0}' is generic: grain and observer interfaces cannot be; declare one interface per type argument"),
        Rule(GenericMethod, "Generic grain method",
            "'{0}' is generic: methods of grain and observer interfaces cannot be; declare one method per type"),
        Rule(NotAMethod, "Member of a grain interface that is no method",
            "'{0}' is no instance method: grain and observer interfaces hold nothing else; let a method return it"),
        Rule(ReferenceParameter, "Parameter by reference",
            "Parameter '{1}' of '{0}' is passed by reference or lives on the stack: a call carries values only"),
        Rule(ReturnType, "Return type of a grain method",
            "'{0}' returns '{1}': it must return Task, Task<T>, ValueTask or ValueTask<T>"),
        Rule(Key, "Grain key",
            "'{0}' has no string key: derive it from IGrainWithStringKey; other keys are not supported"),
        Rule(OneWayResult, "One-way method with a result",
            "'{0}' is [OneWay] with a result that nobody would get: return Task, ValueTask or, on observers, void"),
        Rule(Inaccessible, "Inaccessible grain type",
            "'{0}' cannot be reached by generated code: make it public or internal, also where it is nested"),
        Rule(GenericGrain, "Generic grain class",
            "'{0}' is generic: a grain class cannot be; derive one class per type argument"),
        Rule(Constructors, "Constructors of a grain class",
            "'{0}' needs exactly one constructor that is public or internal, so that it is clear what to inject"),
        Rule(MisplacedAttribute, "Attribute without effect",
            "[{1}] has no effect on '{0}': put it on the method of the grain interface", DiagnosticSeverity.Warning),
        Rule(VoidOnGrain, "Void grain method",
            "'{0}' returns nothing: methods of grain interfaces return a task, [OneWay] or not; void is for observers"),
        Rule(Timeout, "Response time-out",
            "'{0}' has the response time-out '{1}', which is no time: write hours:minutes:seconds, such as 00:00:05"),
        Rule(CannotTravel, "Grain method whose values cannot travel",
            "'{0}' cannot be called from another process: {1}; mark the type [GenerateSerializer] and its members [Id], "
            + "carry another one, or mark the interface [LocalOnly]"),
        Rule(Member, "Member that cannot travel",
            "'{0}' cannot travel: {1}; mark its type [GenerateSerializer] and its members [Id], or give it another type"),
        Rule(TwiceTheId, "Id that is there twice",
            "'{0}' has the [Id] {1}, which '{2}' has as well: ids are unique in a type with all its base types"),
        Rule(NoConstructor, "Serializable type that nobody can make",
            "'{0}' has no constructor whose parameters are all members with an [Id] (of the same name and type), with "
            + "every other such member settable: give it one"),
    }.ToDictionary(static rule => rule.Id);

    public static Diagnostic ToDiagnostic(this Problem problem) =>
        Diagnostic.Create(All[problem.Id], problem.Place.ToLocation(), [.. problem.Arguments]);

    private static DiagnosticDescriptor Rule(
        string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error) =>
        new(id, title, message, "Grains", severity, isEnabledByDefault: true);
}
