using System.Text.Json.Serialization;
using Academy.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Catalog;

/// <summary>A course.</summary>
[GenerateSerializer, Immutable, Alias("catalog.course-id"), JsonConverter(typeof(IdConverter<CourseId>))]
public readonly record struct CourseId([property: Id(0)] Guid Value) : IId<CourseId>
{
    public static CourseId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A module of a course.</summary>
[GenerateSerializer, Immutable, Alias("catalog.module-id"), JsonConverter(typeof(IdConverter<ModuleId>))]
public readonly record struct ModuleId([property: Id(0)] Guid Value) : IId<ModuleId>
{
    public static ModuleId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}

/// <summary>A lesson of a module.</summary>
[GenerateSerializer, Immutable, Alias("catalog.lesson-id"), JsonConverter(typeof(IdConverter<LessonId>))]
public readonly record struct LessonId([property: Id(0)] Guid Value) : IId<LessonId>
{
    public static LessonId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}
