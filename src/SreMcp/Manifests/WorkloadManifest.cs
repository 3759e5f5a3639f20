using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Manifests;

/// <summary>One object that <c>execute_apply</c> may send: of an allow-listed kind, and without anything that reaches beyond its own pods.</summary>
internal sealed record WorkloadManifest(string ApiVersion, string Kind, string? Namespace, string Name, JsonElement Json)
{
    /// <summary>Group and kind. No Secret, no RBAC, no custom resource, no webhook: whatever is not here is refused.</summary>
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "batch/Job", "batch/CronJob",
        "autoscaling/HorizontalPodAutoscaler", "policy/PodDisruptionBudget", "/Service", "/ConfigMap",
    };

    private static readonly string[] KnownMetadata = ["name", "namespace", "labels", "annotations"];

    /// <exception cref="SreException">SRE0111 naming the field that is refused.</exception>
    public static WorkloadManifest Read(string manifest)
    {
        var json = ManifestReader.Read(manifest);
        if (json.ValueKind is not JsonValueKind.Object || Text(json, "apiVersion") is not { Length: > 0 } apiVersion || Text(json, "kind") is not { Length: > 0 } kind)
        {
            throw ManifestReader.Refused("it has no apiVersion and kind");
        }

        var group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
        if (!Allowed.Contains($"{group}/{kind}"))
        {
            throw ManifestReader.Refused($"{TextCleaner.OneLine(apiVersion, 60)} {TextCleaner.OneLine(kind, 60)} is not among the kinds that may be applied ({string.Join(", ", Allowed.Select(name => name.TrimStart('/')).Order(StringComparer.Ordinal))})");
        }

        if (!json.TryGetProperty("metadata", out var metadata) || metadata.ValueKind is not JsonValueKind.Object || Text(metadata, "name") is not { Length: > 0 } name)
        {
            throw ManifestReader.Refused("metadata.name is missing");
        }

        foreach (var property in metadata.EnumerateObject())
        {
            if (!KnownMetadata.Contains(property.Name, StringComparer.Ordinal))
            {
                throw ManifestReader.Refused($"metadata.{TextCleaner.OneLine(property.Name, 60)} may not be set here");
            }
        }

        if (json.TryGetProperty("status", out _))
        {
            throw ManifestReader.Refused("status may not be set");
        }

        if (kind is "Service")
        {
            RefuseOutwardService(json);
        }

        PodSafety.Check(json, "");
        return new(apiVersion, kind, Text(metadata, "namespace"), name, json);
    }

    /// <summary>Service account names in the pod template; a name that the live object does not have yet would be new rights.</summary>
    public IReadOnlyList<string> ServiceAccounts => [.. PodSafety.ServiceAccounts(Json).Distinct(StringComparer.Ordinal)];

    private static void RefuseOutwardService(JsonElement json)
    {
        if (json.TryGetProperty("spec", out var spec) && spec.ValueKind is JsonValueKind.Object
            && (Text(spec, "type") is "ExternalName" || spec.EnumerateObject().Any(property => property.Name.ToLowerInvariant() is "externalips" or "externalname")))
        {
            throw ManifestReader.Refused("a Service with externalIPs or externalName can take over traffic");
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
