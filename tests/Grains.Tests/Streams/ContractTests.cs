using System.Reflection;
using Academy.Accounts;
using Academy.Commands;
using Academy.Grains.Chat.Messages;
using Academy.Journal.Projections;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Academy.Grains.Tests.Streams;

/// <summary>The contracts that other processes, releases and runtimes rely on.</summary>
public sealed class ContractTests
{
    private static readonly Assembly Contracts = typeof(Caller).Assembly;

    /// <summary>
    /// Every event type with how it is sent. A new type must be added here, so that its form is looked at.
    /// </summary>
    [Fact]
    public void Every_event_type_states_its_wire_form()
    {
        var types = Catalog()
            .Types.Select(t => $"{t.Name} v{t.Version} {(t.NotSentBecause is null ? "sent" : "none")}");
        Assert.Equal(
            [
                "access.revoked v1 sent",
                "accounts.email-released v1 none",
                "accounts.email-reserved v1 none",
                "accounts.erased v1 none",
                "accounts.password-rehashed v2 none",
                "accounts.pictured v1 none",
                "accounts.preferences-set v1 none",
                "accounts.registered v2 none",
                "accounts.renamed v1 none",
                "accounts.role-assigned v1 none",
                "accounts.session-ended v1 none",
                "accounts.session-refreshed v1 none",
                "accounts.session-started v1 none",
                "catalog.course-created v1 none",
                "catalog.course-handed-over v1 none",
                "catalog.course-published v1 none",
                "catalog.hand-over-asked v1 none",
                "catalog.lesson-added v1 none",
                "catalog.module-added v1 none",
                "chat.conversation-monitored v1 sent",
                "chat.draft-saved v1 none",
                "chat.history-expired v1 sent",
                "chat.member-banned v1 sent",
                "chat.member-muted v1 sent",
                "chat.member-removed v1 sent",
                "chat.member-role-changed v1 sent",
                "chat.member-unbanned v1 sent",
                "chat.member-unmuted v1 sent",
                "chat.members-added v1 sent",
                "chat.mentioned v1 sent",
                "chat.message-deleted v1 sent",
                "chat.message-edited v2 sent",
                "chat.message-pinned v1 sent",
                "chat.message-posted v2 sent",
                "chat.message-reported v1 sent",
                "chat.message-unpinned v1 sent",
                "chat.reaction-added v1 sent",
                "chat.reaction-removed v1 sent",
                "chat.read v1 sent",
                "chat.report-filed v1 none",
                "chat.report-resolved v1 none",
                "chat.room-changed v1 sent",
                "chat.room-created v1 sent",
                "chat.room-joined v1 sent",
                "chat.room-left v1 sent",
                "course.activity v1 sent",
                "gamification.streak-extended v1 sent",
                "gamification.xp-earned v1 sent",
                "progress.course-completed v1 sent",
                "progress.enrolled v1 sent",
                "progress.enrollment-ended v1 sent",
                "progress.lesson-completed v1 sent",
                "progress.module-completed v1 sent",
                "progress.module-started v1 sent",
                "progress.time-spent v1 sent",
            ],
            types
        );
    }

    /// <summary>An event is its core's, and nobody else's: what crosses a process is its wire form.</summary>
    [Fact]
    public void Events_live_with_their_core() => Assert.All(Catalog().Types, type =>
        {
            Assert.Equal(typeof(GrainServices).Assembly, type.Body.Assembly);
            Assert.False(type.Body.IsPublic, $"{type.Body.Name} is for its own project.");
        });

    /// <summary>
    /// What was decided is applied, projected and sent by many; what is opened of it travels beside it.
    /// </summary>
    [Fact]
    public void Events_never_change()
    {
        var faults = new List<string>();
        var seen = new HashSet<Type>();
        foreach (var type in Catalog().Types)
            CheckUnchanging(type.Body, type.Name, seen, faults);
        CheckUnchanging(typeof(MessageWords), "beside chat.message-posted", seen, faults);
        Assert.Superset(Catalog().Types.Select(t => t.Body).ToHashSet(), seen);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void No_account_event_is_ever_sent() =>
        Assert.All(Catalog().Types.Where(t => t.Name.StartsWith("accounts.", StringComparison.Ordinal)), t =>
            Assert.NotNull(t.NotSentBecause)
        );

    [Fact]
    public void An_event_of_a_newer_release_is_refused_with_a_reason() =>
        Assert.Contains(
            "newer release",
            Assert
                .Throws<NotSupportedException>(() => Catalog().Named("progress.enrolled").Load(2, "{}"u8.ToArray()))
                .Message,
            StringComparison.Ordinal
        );

    /// <summary>
    /// What a grain method carries crosses processes: immutable, with ids that never change their meaning.
    /// </summary>
    [Fact]
    public void Everything_that_a_grain_method_carries_is_an_immutable_serializable_type_with_ids()
    {
        var faults = new List<string>();
        var seen = new HashSet<Type>();
        foreach (
            var method in Contracts
                .GetTypes()
                .Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t))
                .SelectMany(t => t.GetMethods())
        )
        {
            foreach (var carried in method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType))
                Check(carried, $"{method.DeclaringType!.Name}.{method.Name}", seen, faults);
        }
        Assert.NotEmpty(seen);
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    [Fact]
    public async Task Every_event_has_a_projection_or_a_stated_reason()
    {
        // Why a type has none: it is state of its own stream only, or another type of the same append has its facts.
        string[] without =
        [
            "access.revoked",
            "accounts.email-released",
            "accounts.email-reserved",
            "accounts.password-rehashed",
            "accounts.preferences-set",
            "accounts.session-ended",
            "accounts.session-refreshed",
            "accounts.session-started",
            "chat.draft-saved",
            "chat.member-muted",
            "chat.member-unmuted",
            "chat.mentioned",
            "chat.message-pinned",
            "chat.message-reported",
            "chat.message-unpinned",
            "chat.room-joined",
            "chat.room-left",
            "course.activity",
        ];
        await using var academy = await RunningAcademy.StartAsync();
        var projected = academy
            .Services.GetServices<IProjection>()
            .SelectMany(p =>
            {
                var builder = new ProjectionBuilder();
                p.Define(builder);
                return builder.EventTypes;
            })
            .ToHashSet();
        Assert.Equal(without, Catalog().Types.Select(t => t.Name).Where(n => !projected.Contains(n)));
    }

    internal static EventCatalog Catalog()
    {
        var services = new ServiceCollection();
        services.AddGrainServices(new byte[32]);
        return services.BuildServiceProvider().GetRequiredService<EventCatalog>();
    }

    private static void Check(Type type, string where, HashSet<Type> seen, List<string> faults)
    {
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments())
                Check(argument, where, seen, faults);
            type = type.GetGenericTypeDefinition();
        }
        if (
            type.IsGenericParameter
            || type.Assembly != Contracts
            || type.IsEnum
            || typeof(IAddressable).IsAssignableFrom(type)
            || !seen.Add(type)
        )
            return;
        if (
            type.GetCustomAttribute<GenerateSerializerAttribute>() is null
            || type.GetCustomAttribute<ImmutableAttribute>() is null
        )
            faults.Add($"{type.Name} ({where}) needs [GenerateSerializer, Immutable].");
        var data = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite || HasField(type, p))
            .ToArray();
        foreach (var property in data)
        {
            if (property.GetCustomAttribute<IdAttribute>() is null && !IsDerived(type, property))
                faults.Add($"{type.Name}.{property.Name} ({where}) needs an [Id].");
            if (
                property.SetMethod is { IsPublic: true } set
                && !set
                    .ReturnParameter.GetRequiredCustomModifiers()
                    .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
            )
                faults.Add($"{type.Name}.{property.Name} ({where}) can be changed after it was sent.");
            Check(property.PropertyType, where, seen, faults);
        }
        var ids = data.Select(p => p.GetCustomAttribute<IdAttribute>()?.Id).OfType<uint>().ToArray();
        if (ids.Distinct().Count() != ids.Length)
            faults.Add($"{type.Name} has an [Id] twice.");
    }

    private static void CheckUnchanging(Type type, string where, HashSet<Type> seen, List<string> faults)
    {
        foreach (var argument in type.GenericTypeArguments)
            CheckUnchanging(argument, where, seen, faults);
        if (
            type.IsArray
            || typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
                && type != typeof(string)
                && !type.Name.StartsWith("IReadOnly", StringComparison.Ordinal)
        )
            faults.Add($"{where} has a {type.Name}, which can be changed: declare it as an IReadOnlyList.");
        if (
            type.IsEnum
            || !type.Assembly.GetName().Name!.StartsWith("Academy.", StringComparison.Ordinal)
            || !seen.Add(type)
        )
            return;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!field.IsInitOnly)
                faults.Add($"{type.Name} ({where}) can be changed: {field.Name}.");
            CheckUnchanging(field.FieldType, $"{where}: {type.Name}", seen, faults);
        }
    }

    private static bool HasField(Type type, PropertyInfo property) =>
        type.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    /// <summary>Made from the others in the constructor, and again where it is read.</summary>
    private static bool IsDerived(Type type, PropertyInfo property) =>
        type == typeof(Caller) && property.Name is nameof(Caller.Key) or nameof(Caller.Actor);
}
