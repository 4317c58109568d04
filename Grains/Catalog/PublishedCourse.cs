using System.Collections.Frozen;
using Academy.Catalog;

namespace Academy.Grains.Catalog;

/// <summary>
/// A published version with its modules and lessons at hand by id. Immutable, shared by all grains of a silo.
/// </summary>
internal sealed class PublishedCourse
{
    private readonly FrozenDictionary<ModuleId, ModuleContent> modules;
    private readonly FrozenDictionary<LessonId, ModuleContent> moduleOfLesson;

    public PublishedCourse(CourseContent content)
    {
        Content = content;
        modules = content.Modules.ToFrozenDictionary(m => m.Id);
        moduleOfLesson = content
            .Modules.SelectMany(m => m.Lessons, (m, l) => (m, l))
            .ToFrozenDictionary(x => x.l.Id, x => x.m);
    }

    public CourseContent Content { get; }

    public int ModuleCount => Content.Modules.Count;

    public ModuleContent? Module(ModuleId id) => modules.GetValueOrDefault(id);

    /// <summary>The module that has this lesson.</summary>
    public ModuleContent? ModuleOf(LessonId id) => moduleOfLesson.GetValueOrDefault(id);
}
