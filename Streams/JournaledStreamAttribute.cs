using Orleans;

namespace Academy.Streams;

/// <summary>
/// Marks the parameter of a grain's constructor through which it gets its stream: an
/// <see cref="IJournaledStream{TCore}"/>, or an <see cref="IFeedStream{TCore}"/>.
/// </summary>
/// <param name="kind">What the stream's name begins with: <c>{kind}:{id}</c>; the id is the grain's.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class JournaledStreamAttribute(string kind) : Attribute, IFacetMetadata
{
    public string Kind => kind;
}
