using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Manifests;

/// <summary>Refuses what lets a pod out of its sandbox. Fields are looked for at every depth, so a new place for a pod template hides nothing.</summary>
/// <remarks>After the «baseline» level of the Kubernetes Pod Security Standards, with allow-lists where that one lists what is bad.</remarks>
internal static class PodSafety
{
    private static readonly HashSet<string> AllowedVolumes = new(StringComparer.Ordinal)
    {
        "name", "configMap", "secret", "emptyDir", "persistentVolumeClaim", "downwardAPI", "projected", "ephemeral",
    };

    /// <summary>Before they were fields, profiles were annotations; API servers up to 1.26 still obey seccomp's.</summary>
    private static readonly string[] ProfileWords = ["apparmor", "seccomp"];

    /// <exception cref="SreException">SRE0111 naming the path of the first field that is refused.</exception>
    public static void Check(JsonElement json, string path)
    {
        if (json.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Check(item, path);
            }
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in json.EnumerateObject())
        {
            var here = path.Length is 0 ? property.Name : $"{path}.{property.Name}";

            // Keys under labels, annotations, data and selectors are names that people chose, not fields.
            if (property.Name is "labels" or "annotations" or "data" or "binaryData" or "matchLabels")
            {
                RefuseUnconfined(property.Value, here);
                continue;
            }

            if (Why(property) is { } why)
            {
                throw ManifestReader.Refused($"{TextCleaner.OneLine(here, 120)}: {why}");
            }

            Check(property.Value, here);
        }
    }

    public static IEnumerable<string> ServiceAccounts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(ServiceAccounts),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property =>
            property.Name.ToLowerInvariant() is "serviceaccountname" or "serviceaccount" && property.Value.ValueKind is JsonValueKind.String
                ? [property.Value.GetString() ?? ""]
                : ServiceAccounts(property.Value)),
        _ => [],
    };

    /// <summary>Names are compared without case: an old API server decodes them that way.</summary>
    private static string? Why(JsonProperty property) => property.Name.ToLowerInvariant() switch
    {
        "hostnetwork" or "hostpid" or "hostipc" when property.Value.ValueKind is not JsonValueKind.False => "a pod may not share the node's namespaces",
        "privileged" or "allowprivilegeescalation" when property.Value.ValueKind is not JsonValueKind.False => "privileged containers are refused",
        "hostpath" => "volumes of the node are refused",
        "hostport" when !(property.Value.ValueKind is JsonValueKind.Number && property.Value.TryGetInt32(out var number) && number is 0) => "ports of the node are refused",
        "hostprocess" when property.Value.ValueKind is not JsonValueKind.False => "host processes are refused",
        "procmount" when !Is(property.Value, "Default") => "only the default /proc is allowed",
        "sysctls" or "selinuxoptions" or "nodename" or "ephemeralcontainers" => "this field may not be set by an agent",
        "seccompprofile" or "apparmorprofile" when IsUnconfined(property.Value) => "an unconfined profile is refused",
        "capabilities" when Adds(property.Value) => "only the capability NET_BIND_SERVICE may be added",
        "volumes" => Volume(property.Value),
        _ => null,
    };

    private static bool Adds(JsonElement capabilities) =>
        capabilities.ValueKind is not JsonValueKind.Object
        || capabilities.EnumerateObject().Any(member => !member.Name.Equals("drop", StringComparison.OrdinalIgnoreCase)
            && (member.Value.ValueKind is not JsonValueKind.Array || member.Value.EnumerateArray().Any(capability => !Is(capability, "NET_BIND_SERVICE"))));

    private static string? Volume(JsonElement volumes) =>
        volumes.ValueKind is JsonValueKind.Array && volumes.EnumerateArray().All(volume =>
            volume.ValueKind is JsonValueKind.Object && volume.EnumerateObject().All(property => AllowedVolumes.Contains(property.Name)))
            ? null
            : $"only volumes of the kinds {string.Join(", ", AllowedVolumes.Where(name => name is not "name"))} are allowed";

    private static bool IsUnconfined(JsonElement profile) =>
        profile.ValueKind is not JsonValueKind.Object || profile.EnumerateObject().Any(member => Is(member.Value, "Unconfined"));

    private static bool Is(JsonElement value, string text) => value.ValueKind is JsonValueKind.String && value.ValueEquals(text);

    private static void RefuseUnconfined(JsonElement names, string path)
    {
        if (names.ValueKind is JsonValueKind.Object
            && names.EnumerateObject().Any(name => ProfileWords.Any(word => name.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) && Is(name.Value, "unconfined")))
        {
            throw ManifestReader.Refused($"{TextCleaner.OneLine(path, 120)}: an unconfined profile is refused");
        }
    }
}
