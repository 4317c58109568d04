using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Academy.Grains.Tests.Streams;
using Academy.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace Academy.Grains.Tests.Contracts;

/// <summary>
/// <c>docs/events.schema.json</c>: what streams send, as JSON Schema, from which the client's types are generated.
/// </summary>
public sealed class EventSchemaTests
{
    /// <summary>Set to 1, the committed file is written anew instead of compared.</summary>
    private const string UpdateSwitch = "UPDATE_CONTRACTS";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Streams that are sent to others than clients, and to whom.</summary>
    private static readonly Dictionary<string, string> ToOthers = new(StringComparer.Ordinal)
    {
        ["access.revoked"] = "Sent to the nodes of the cluster only.",
    };

    [Fact]
    public void The_schema_is_the_committed_one()
    {
        var text = Schema().ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(UpdateSwitch) == "1")
            File.WriteAllText(Committed(), text);
        Assert.True(
            text == File.ReadAllText(Committed()).ReplaceLineEndings("\n"),
            "What streams send has changed. A release only adds types and fields. If that is so: "
                + $"{UpdateSwitch}=1 dotnet test tests/Grains.Tests "
                + "--filter EventSchema, then npm run generate in Web, and review docs/events.schema.json."
        );
    }

    [Fact]
    public void Every_event_type_is_in_the_contract_of_one_kind_of_stream_or_says_why_not()
    {
        var sent = Contracts().SelectMany(c => c.Messages).Select(m => m.Name).ToArray();
        Assert.Equal(sent.Length, sent.Distinct().Count());
        var types = ContractTests.Catalog().Types;
        Assert.Equal(
            types
                .Where(t => t.NotSentBecause is null && !ToOthers.ContainsKey(t.Name))
                .Select(t => t.Name)
                .Append("leaderboard.changed")
                .Order(StringComparer.Ordinal),
            sent.Order(StringComparer.Ordinal)
        );
        Assert.All(ToOthers.Keys, name => Assert.Contains(types, t => t.Name == name));
    }

    [Fact]
    public void A_field_that_is_left_out_when_there_is_nothing_to_say_is_not_required_and_never_null()
    {
        var posted = Schema()["$defs"]!["MessagePosted"]!;
        Assert.Equal("string", (string?)posted["properties"]!["body"]!["type"]);
        Assert.DoesNotContain("body", posted["required"]!.AsArray().Select(name => (string?)name));
        var view = Schema()["$defs"]!["MessageView"]!;
        Assert.Equal(["string", "null"], view["properties"]!["body"]!["type"]!.AsArray().Select(type => (string?)type));
        Assert.Contains("body", view["required"]!.AsArray().Select(name => (string?)name));
    }

    private static JsonObject Schema()
    {
        var schema = new WireSchema();
        var hub = Fields(
            new()
            {
                ["Subscribe"] = schema.Of(ContractJson.Default.SubscribedFrame),
                ["Event"] = schema.Of(ContractJson.Default.EventFrame),
                ["Signal"] = schema.Of(ContractJson.Default.SignalFrame),
                ["Ended"] = schema.Of(ContractJson.Default.EndedFrame),
            }
        );
        var streams = Fields(
            Contracts()
                .ToDictionary(
                    c => c.Kind,
                    c =>
                        (JsonNode)Fields(
                            new()
                            {
                                ["snapshot"] = c.Snapshot is [{ Name: "" } whole]
                                    ? schema.Of(whole.Shape)
                                    : Forms(schema, c.Snapshot),
                                ["events"] = Forms(schema, c.Messages),
                                ["signals"] = Forms(schema, c.Signals),
                            }
                        )
                )
        );
        var contract = Fields(new() { ["hub"] = hub, ["streams"] = streams });
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "StreamContract",
            ["description"] =
                "What the hub's streams send, by kind: the snapshot, the data of events and of signals by their types. "
                + "Written by a test from the server's catalogue of events. Types and fields are added, never "
                + "renamed: ignore what you do not know.",
            ["type"] = "object",
            ["properties"] = contract["properties"]!.DeepClone(),
            ["required"] = contract["required"]!.DeepClone(),
            ["$defs"] = schema.Definitions,
            ["x-not-sent"] = new JsonObject(
                ContractTests
                    .Catalog()
                    .Types.Where(t => t.Wire is null || ToOthers.ContainsKey(t.Name))
                    .Select(t => KeyValuePair.Create(t.Name, (JsonNode?)(t.NotSentBecause ?? ToOthers[t.Name])))
            ),
        };
    }

    private static JsonObject Forms(WireSchema schema, IEnumerable<WireForm> forms) =>
        Fields(forms.ToDictionary(form => form.Name, form => schema.Of(form.Shape)));

    private static JsonObject Fields(Dictionary<string, JsonNode> fields) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
            ["required"] = new JsonArray([.. fields.Keys.Select(name => (JsonNode)name)]),
        };

    private static IReadOnlyList<StreamContract> Contracts()
    {
        var services = new ServiceCollection();
        services.AddGrainServices(new byte[32]);
        return services.BuildServiceProvider().GetRequiredService<IReadOnlyList<StreamContract>>();
    }

    private static string Committed([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/events.schema.json");
}
