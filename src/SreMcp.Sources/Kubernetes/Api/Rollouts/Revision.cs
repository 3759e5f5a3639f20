using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One entry of a workload's history.</summary>
public sealed class Revision
{
    private readonly ReadOnlyMemory<byte> _raw;

    /// <param name="raw">The object that keeps it, as the server gave it.</param>
    internal Revision(ReadOnlyMemory<byte> raw) => _raw = raw;

    /// <summary>From 1; a revision that is rolled back to becomes the newest number.</summary>
    public required long Number { get; init; }

    /// <summary>The ReplicaSet or ControllerRevision that keeps it.</summary>
    public required string KeptIn { get; init; }

    public required DateTimeOffset? Created { get; init; }

    /// <summary>What its author noted; empty when nothing.</summary>
    public required UntrustedText ChangeCause { get; init; }

    /// <summary>Init containers first, in the template's order.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>True for the revision that the workload's present template is.</summary>
    public required bool IsLive { get; init; }

    /// <summary>The pod template as it may be shown: secret values are fingerprints.</summary>
    public required JsonElement Template { get; init; }

    /// <summary>Writes the true template, for a request to the cluster that it came from.</summary>
    internal void WriteTemplate(Utf8JsonWriter writer)
    {
        using var kept = JsonDocument.Parse(_raw, RevisionTemplate.Reading);
        RevisionTemplate.WriteAsPodTemplate(writer, RevisionTemplate.In(kept.RootElement) ?? throw new JsonException("The revision has no template."));
    }

    public override string ToString() => $"{Number} ({KeptIn}{(IsLive ? ", live" : "")})";
}

/// <summary>Finds pod templates, and takes off what the controllers add to them.</summary>
internal static class RevisionTemplate
{
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = 512 };

    private const string Hash = "pod-template-hash";

    /// <summary>The template in a ReplicaSet, in a ControllerRevision, or in a workload itself.</summary>
    public static JsonElement? In(JsonElement keeper) => keeper.At("data", "spec", "template") ?? keeper.At("spec", "template");

    /// <summary>Writes a template without the label that tells ReplicaSets apart and without patch directives.</summary>
    public static void WriteAsPodTemplate(Utf8JsonWriter writer, JsonElement template)
    {
        writer.WriteStartObject();
        foreach (var property in template.EnumerateObject().Where(property => !property.NameEquals("$patch"u8)))
        {
            if (property.NameEquals("metadata"u8) && property.Value.ValueKind is JsonValueKind.Object)
            {
                writer.WriteStartObject("metadata"u8);
                WriteMetadata(writer, property.Value);
                writer.WriteEndObject();
            }
            else
            {
                property.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Both templates mean the same pods.</summary>
    public static bool AreSame(JsonElement one, JsonElement other) => JsonElement.DeepEquals(Plain(one), Plain(other));

    private static JsonElement Plain(JsonElement template)
    {
        var bytes = JsonBody.Of(writer => WriteAsPodTemplate(writer, template));
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = Reading.MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    private static void WriteMetadata(Utf8JsonWriter writer, JsonElement metadata)
    {
        foreach (var property in metadata.EnumerateObject())
        {
            if (property.NameEquals("labels"u8) && property.Value.ValueKind is JsonValueKind.Object)
            {
                writer.WriteStartObject("labels"u8);
                foreach (var label in property.Value.EnumerateObject().Where(label => label.Name != Hash))
                {
                    label.WriteTo(writer);
                }

                writer.WriteEndObject();
            }
            else
            {
                property.WriteTo(writer);
            }
        }
    }
}
