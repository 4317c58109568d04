using System.Text.Json.Serialization;
using Academy.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Learning;

/// <summary>One learner in one course; derived from both.</summary>
[GenerateSerializer, Immutable, Alias("learning.enrollment-id"), JsonConverter(typeof(IdConverter<EnrollmentId>))]
public readonly record struct EnrollmentId([property: Id(0)] Guid Value) : IId<EnrollmentId>
{
    public static EnrollmentId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}

/// <summary>One module of one enrollment; derived from both.</summary>
[GenerateSerializer, Immutable, Alias("learning.progress-id"), JsonConverter(typeof(IdConverter<ProgressId>))]
public readonly record struct ProgressId([property: Id(0)] Guid Value) : IId<ProgressId>
{
    public static ProgressId Of(Guid value) => new(value);

    public override string ToString() => Value.ToString("D");
}
