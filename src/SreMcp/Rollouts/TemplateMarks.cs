using System.Text.Json;

namespace SreMcp.Rollouts;

/// <summary>What a pod template says about how it came to be: a restart, a chart version.</summary>
internal static class TemplateMarks
{
    public static string Of(JsonElement template)
    {
        List<string> marks = [];
        if (Find(template, "annotations", "kubectl.kubernetes.io/restartedAt") is { } restarted)
        {
            marks.Add($"restarted {restarted}");
        }

        if (Find(template, "labels", "helm.sh/chart") is { } chart)
        {
            marks.Add($"chart {chart}");
        }

        return string.Join(", ", marks);
    }

    private static string? Find(JsonElement template, string map, string key) =>
        template.ValueKind is JsonValueKind.Object
        && template.TryGetProperty("metadata", out var metadata) && metadata.ValueKind is JsonValueKind.Object
        && metadata.TryGetProperty(map, out var entries) && entries.ValueKind is JsonValueKind.Object
        && entries.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
