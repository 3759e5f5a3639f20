using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A program that set fields of an object, as the API server keeps account of it. Programs, not people: users stand in the server's audit log.</summary>
/// <param name="Name">Such as <c>kubectl-client-side-apply</c> or <c>argocd-controller</c>; on one clean line.</param>
/// <param name="IsApply">True for server-side apply: the fields are then exactly those of its manifest.</param>
/// <param name="Subresource">Such as <c>status</c>; empty for the object itself, and always on servers before 1.22.</param>
/// <param name="Time">When it last changed a field of its own.</param>
/// <param name="Fields">Names only, as the API has them (<c>f:spec</c>, <c>k:{"name":"api"}</c>); never a value of a field.</param>
public sealed record FieldAuthor(string Name, bool IsApply, string Subresource, DateTimeOffset? Time, JsonElement Fields)
{
    private const int MostManagers = 100;

    /// <summary>True when it set something at or below this path of property names.</summary>
    public bool Owns(params ReadOnlySpan<string> path)
    {
        var fields = Fields;
        foreach (var name in path)
        {
            if (fields.At($"f:{name}") is not { } below)
            {
                return false;
            }

            fields = below;
        }

        return true;
    }

    internal static IReadOnlyList<FieldAuthor> In(ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return [];
        }

        using var item = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = 512 });
        return [.. item.RootElement.ItemsAt("metadata", "managedFields").Take(MostManagers).Select(Of)];
    }

    private static JsonElement NoFields()
    {
        var reader = new Utf8JsonReader("{}"u8);
        return JsonElement.ParseValue(ref reader);
    }

    private static FieldAuthor Of(JsonElement entry) => new(
        TextCleaner.OneLine(entry.TextAt("manager"), 80),
        entry.TextAt("operation") is "Apply",
        TextCleaner.OneLine(entry.TextAt("subresource"), 40),
        entry.At("time") is { ValueKind: JsonValueKind.String } time && time.TryGetDateTimeOffset(out var moment) ? moment : null,
        entry.At("fieldsV1") is { ValueKind: JsonValueKind.Object } fields ? fields.Clone() : NoFields());
}
