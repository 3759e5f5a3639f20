using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What is left of an object, and its name, by which a list that starts again knows it.</summary>
internal sealed record Reduced<T>(string? Namespace, string Name, T? Value)
    where T : class
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    public static Reduced<T> Of(ReadOnlyMemory<byte> json, Func<JsonElement, T?> reduce)
    {
        // The buffers of the document go back to the pool at once; what was taken out are copies.
        using var item = JsonDocument.Parse(json, Options);
        return new(item.RootElement.TextAt("metadata", "namespace"), item.RootElement.TextAt("metadata", "name") ?? "", reduce(item.RootElement));
    }
}
