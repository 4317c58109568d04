namespace Academy.Identifiers;

/// <summary>Where new ids come from: time-ordered UUIDs by the clock that was handed in.</summary>
public class IdSource(TimeProvider clock)
{
#pragma warning disable RS0030 // The one place where an id is made by chance.
    public virtual Guid Next() => Guid.CreateVersion7(clock.GetUtcNow());
#pragma warning restore RS0030
}
