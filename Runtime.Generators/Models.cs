using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Academy.Runtime.Generators;

/// <summary>What was found in one type declaration. It holds text only: symbols would keep whole compilations alive and
/// never equal their successors.</summary>
internal sealed record Finding(
    InterfaceModel? Interface, GrainModel? Grain, EquatableArray<Problem> Problems);

/// <summary>A grain or observer interface. Names are full and begin with <c>global::</c>.</summary>
internal sealed record InterfaceModel(string Name, string FlatName, EquatableArray<MethodModel> Methods);

internal sealed record MethodModel(
    string Declaring, string DeclaringPlain, string Name, ReturnShape Shape, string? Result,
    EquatableArray<ParameterModel> Parameters, string Options, string? Timeout)
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

internal sealed record ParameterModel(string Type, string Name);

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
