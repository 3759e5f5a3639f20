using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>Kubernetes objects written as YAML, read into the JSON that the API takes.</summary>
internal static class Manifests
{
    /// <summary>Every document of a file, with planted secrets filled in.</summary>
    public static IReadOnlyList<JsonObject> Read(string file) => Parse(File.ReadAllText(file));

    public static IReadOnlyList<JsonObject> Parse(string yaml)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(PlantedSecrets.FillIn(yaml)));
        return [.. stream.Documents.Select(document => (JsonObject)Json(document.RootNode)!)];
    }

    /// <summary>The collection that an object is posted to.</summary>
    public static string Collection(JsonObject manifest)
    {
        var version = (string)manifest["apiVersion"]!;
        var @namespace = (string?)manifest["metadata"]!["namespace"];
        var root = version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";
        return (@namespace is null ? root : $"{root}/namespaces/{@namespace}") + "/" + Plural((string)manifest["kind"]!);
    }

    /// <summary>The object itself.</summary>
    public static string Path(JsonObject manifest) => $"{Collection(manifest)}/{manifest["metadata"]!["name"]}";

    private static string Plural(string kind) => kind.ToLowerInvariant() switch
    {
        "endpoints" => "endpoints",
        var word when word.EndsWith('y') && !word.EndsWith("ay", StringComparison.Ordinal) => $"{word[..^1]}ies",
        var word when word.EndsWith('s') => $"{word}es",
        var word => $"{word}s",
    };

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Json(child.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Json)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => throw new InvalidOperationException($"Unexpected {node.NodeType} at {node.Start}."),
    };

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var value = scalar.Value ?? "";
        return scalar.Style switch
        {
            not ScalarStyle.Plain => JsonValue.Create(value),
            _ when value is "" or "null" or "~" => null,
            _ when value is "true" or "false" => JsonValue.Create(value == "true"),
            _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            _ => JsonValue.Create(value),
        };
    }
}
