using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Academy.Runtime.Generators;

/// <summary>What was found in one type declaration. It holds text only: symbols would keep whole compilations alive and
/// never equal their successors.</summary>
internal sealed record Finding(
    InterfaceModel? Interface, GrainModel? Grain, EquatableArray<Problem> Problems);

/// <summary>A grain or observer interface. Names are full and begin with <c>global::</c>.</summary>
internal sealed record InterfaceModel(string Name, string FlatName, EquatableArray<MethodModel> Methods);

/// <summary>What was found in one [GenerateSerializer] type.</summary>
internal sealed record TypeFinding(TypeModel? Type, EquatableArray<Problem> Problems);

/// <summary>A type that travels.</summary>
/// <param name="WireName">Its name on the wire.</param>
/// <param name="Accessors">Declarations through which private members are reached.</param>
/// <param name="Making">The statements that make <c>made</c> of <c>m0</c>, <c>m1</c> …</param>
internal sealed record TypeModel(
    string Name, string FlatName, string WireName, EquatableArray<string> TypeParameters, string Constraints,
    TypeShape Shape, bool IsPublic, bool IsAbstract, EquatableArray<MemberModel> Members,
    EquatableArray<string> Accessors, string Making);

internal enum TypeShape
{
    Class,
    Struct,
    Exception,
}

/// <summary>A value among others: a member of a type or an argument of a call.</summary>
/// <param name="Value">The expression for it.</param>
internal sealed record MemberModel(uint Id, string Value, string Type, Presence Presence, CodecModel Codec);

/// <summary>When a member is written at all; one that is absent is read as the default.</summary>
internal enum Presence
{
    Always,
    UnlessNull,
    UnlessDefault,
    UnlessDefaultArray,
}

/// <summary>The class of a codec and the expression that gives one.</summary>
internal sealed record CodecModel(string Type, string Expression);

/// <param name="Wire">Null: it does not travel.</param>
internal sealed record MethodModel(
    string Declaring, string DeclaringPlain, string Name, ReturnShape Shape, string? Result,
    EquatableArray<ParameterModel> Parameters, string Options, string? Timeout, uint WireId, CallWire? Wire)
{
    public bool IsOneWay => Options.Contains("OneWay");

    public string ReturnType => Shape switch
    {
        ReturnShape.Void => "void",
        ReturnShape.Task => "global::System.Threading.Tasks.Task",
        ReturnShape.ValueTask => "global::System.Threading.Tasks.ValueTask",
        ReturnShape.TaskOf => $"global::System.Threading.Tasks.Task<{Result}>",
        _ => $"global::System.Threading.Tasks.ValueTask<{Result}>",
    };
}

internal enum ReturnShape
{
    Void,
    Task,
    TaskOf,
    ValueTask,
    ValueTaskOf,
}

internal sealed record ParameterModel(string Type, string PlainType, string Name, bool IsCancellation);

/// <summary>How a call travels.</summary>
internal sealed record CallWire(EquatableArray<MemberModel> Arguments, CodecModel? Result);

/// <summary>A grain class.</summary>
internal sealed record GrainModel(
    string Name, string GrainType, bool IsReentrant,
        EquatableArray<string> Interfaces, EquatableArray<string> Arguments);

/// <summary>A diagnostic to report.</summary>
internal sealed record Problem(string Id, Place Place, EquatableArray<string> Arguments);

/// <summary>A location that can be compared.</summary>
internal sealed record Place(string File, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault(static it => it.IsInSource));

    public static Place Of(Location? location) => location?.SourceTree is { } tree
        ? new Place(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
        : new Place("", default, default);

    public Location ToLocation() => Location.Create(File, Span, Lines);
}
