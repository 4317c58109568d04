using Orleans;

namespace Academy.Runtime.Tests.Surface;

/// <summary>What grain code may use is what Orleans 10.4.2 has, to the letter.</summary>
public sealed class OrleansSurfaceTests
{
    private const string Serialization = "in Orleans.Serialization.Abstractions, which the feed does not carry";
    private const string Streaming = "in Orleans.Streaming, which the feed does not carry";
    private const string Reminders = "in Orleans.Reminders, which is a package of its own";
    private const string Core = "in Orleans.Core, which the feed does not carry";

    /// <summary>Types that cannot be compared here, and why. Their shape was taken from the 10.4 sources.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["Orleans.AliasAttribute"] = Serialization,
        ["Orleans.GenerateSerializerAttribute"] = Serialization,
        ["Orleans.IdAttribute"] = Serialization,
        ["Orleans.ImmutableAttribute"] = Serialization,
        ["Orleans.ResponseTimeoutAttribute"] = Serialization,
        ["Orleans.ClientStreamingExtensions"] = Streaming,
        ["Orleans.GrainStreamingExtensions"] = Streaming,
        ["Orleans.Runtime.StreamId"] = Streaming,
        ["Orleans.Streams.IAsyncBatchObservable`1"] = Streaming,
        ["Orleans.Streams.IAsyncBatchObserver`1"] = Streaming,
        ["Orleans.Streams.IAsyncBatchProducer`1"] = Streaming,
        ["Orleans.Streams.IAsyncObservable`1"] = Streaming,
        ["Orleans.Streams.IAsyncObserver`1"] = Streaming,
        ["Orleans.Streams.IAsyncStream"] = Streaming,
        ["Orleans.Streams.IAsyncStream`1"] = Streaming,
        ["Orleans.Streams.IStreamProvider"] = Streaming,
        ["Orleans.Streams.SequentialItem`1"] = Streaming,
        ["Orleans.Streams.StreamProviderExtensions"] = Streaming,
        ["Orleans.Streams.StreamSequenceToken"] = Streaming,
        ["Orleans.Streams.StreamSubscriptionHandle`1"] = Streaming,
        ["Orleans.IClusterClient"] = Core,
        ["Orleans.GrainReminderExtensions"] = Reminders,
        ["Orleans.IRemindable"] = Reminders,
        ["Orleans.Runtime.IGrainReminder"] = Reminders,
        ["Orleans.Runtime.ReminderException"] = Reminders,
        ["Orleans.Runtime.TickStatus"] = Reminders,
        ["Orleans.Timers.IReminderRegistry"] = Reminders,
    };

    /// <summary>What grain code implements must be whole, or it would not compile against Orleans.</summary>
    private static readonly string[] Implemented =
    [
        "Orleans.IGrainWithStringKey", "Orleans.IGrainObserver", "Orleans.IIncomingGrainCallFilter",
        "Orleans.IOutgoingGrainCallFilter", "Orleans.IGrainBase",
    ];

    private static readonly Dictionary<string, HashSet<string>> Ours =
        AssemblySurface.Read(typeof(Grain).Assembly.Location, "Orleans");

    private static readonly Dictionary<string, HashSet<string>> Theirs =
        AssemblySurface.Read(
            Path.Combine(AppContext.BaseDirectory, "orleans", "Orleans.Core.Abstractions.dll"), "Orleans");

    [Fact]
    public void Every_type_of_the_surface_is_Orleans_s_or_listed_with_a_reason() =>
        Assert.Equal(
            Elsewhere.Keys.Order(StringComparer.Ordinal),
            Ours.Keys.Except(Theirs.Keys).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_member_of_the_surface_is_Orleans_s()
    {
        var strangers =
            from type in Ours
            where Theirs.ContainsKey(type.Key)
            from line in type.Value.Except(Theirs[type.Key])
            orderby type.Key, line
            select $"{type.Key}: {line}";
        Assert.Equal("", string.Join(Environment.NewLine, strangers));
    }

    [Fact]
    public void What_grain_code_implements_lacks_nothing()
    {
        foreach (var type in Implemented)
        {
            Assert.Equal(Theirs[type].Order(StringComparer.Ordinal), Ours[type].Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Attributes_and_enumerations_are_whole()
    {
        foreach (var (type, lines) in Ours.Where(static it => Theirs.ContainsKey(it.Key)))
        {
            var whole = Theirs[type].Where(static it => it.StartsWith("usage", StringComparison.Ordinal)
                || (it.StartsWith("field", StringComparison.Ordinal) && it.Contains(" = ", StringComparison.Ordinal)));
            Assert.Empty(whole.Except(lines).Select(it => $"{type} lacks {it}"));
        }
    }

    [Fact]
    public void The_comparison_sees_members()
    {
        Assert.True(Ours.Count > 40, $"{Ours.Count} types");
        Assert.True(Theirs.Count > 150, $"{Theirs.Count} types");
        Assert.Contains(
            "public Static Orleans.Runtime.IGrainTimer RegisterGrainTimer(Orleans.IGrainBase grain, "
            + "System.Func`1<System.Threading.Tasks.Task> callback, System.TimeSpan dueTime, System.TimeSpan period)",
            Ours["Orleans.GrainBaseExtensions"]);
    }
}
