using System.Text.Json.Serialization.Metadata;
using Academy.Streams;

namespace Academy.Grains.Catalog;

/// <summary>A course's stream: nobody watches it, and its core says who may change it.</summary>
internal sealed class CourseStream : IStreamDescriptor<Course>
{
    public JsonTypeInfo<Course> State => CatalogJson.Default.Course;
}

/// <summary>The silo that published a version knows of it at once.</summary>
internal sealed record KeepPublished : Nudge;
