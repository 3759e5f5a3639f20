using System.Text;
using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The manifest that a client-side apply leaves in an annotation. It may hold secrets: it goes through the filter like an object.</summary>
internal static class LastAppliedManifest
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 512 };

    /// <summary>Null when there is none, or it is not an object.</summary>
    public static byte[]? In(ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return null;
        }

        using var item = JsonDocument.Parse(raw, Reading);
        return item.RootElement.TextAt("metadata", "annotations", Annotation) is { } text && IsObject(text) ? Encoding.UTF8.GetBytes(text) : null;
    }

    private static bool IsObject(string text)
    {
        try
        {
            using var manifest = JsonDocument.Parse(text, Reading);
            return manifest.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
