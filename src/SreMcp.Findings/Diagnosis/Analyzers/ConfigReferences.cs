using System.Text.RegularExpressions;
using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>ConfigMaps, Secrets and keys of theirs that pods ask for and that do not exist.</summary>
public sealed partial class ConfigReferences : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod.Deleted is null && !pod.IsReady && pod.IsActive
        from missing in Complaints(state, pod)
        group (pod, missing.Said) by (pod.Key.Namespace, missing.Kind, missing.Name, missing.Key) into asking
        select Describe(state, new(asking.Key.Kind, asking.Key.Namespace, asking.Key.Name), asking.Key.Key, [.. asking.Select(pair => pair.pod).Distinct()], asking.First().Said);

    private static Finding Describe(ClusterState state, ObjectKey absent, string? key, IReadOnlyList<PodRecord> pods, UntrustedText said)
    {
        var workloads = pods.Select(pod => pod.Workload).Distinct().ToArray();
        var keys = state.ConfigKeys.GetValueOrDefault(absent);
        var users = workloads.SelectMany(workload => pods.First(pod => pod.Workload == workload).Spec.Containers)
            .Where(container => container.References.Any(reference => reference.Kind == absent.Kind && reference.Name == absent.Name)).Select(container => container.Name);
        return new()
        {
            Cause = key is null ? $"missing-{absent.Kind.ToLowerInvariant()}" : "missing-key",
            Layer = Layer.Supply,
            Severity = workloads.All(workload => state.PodsOf(workload).Any(pod => pod.IsReady)) ? Severity.Broken : Severity.Down,
            About = absent,
            What = key is null
                ? $"does not exist; {Wording.Names(workloads.Select(workload => workload.KindName))} cannot start without it ({Wording.Count(pods.Count, "pod")})"
                : $"has no key {Wording.Clean(key)}; {Wording.Names(workloads.Select(workload => workload.KindName))} cannot start without it ({Wording.Count(pods.Count, "pod")})",
            Since = pods.Min(pod => pod.Created),
            Evidence = [new(Wording.Names(users) is { Length: > 0 } names ? $"asked for by container {names}; kubelet: " : "kubelet: ", said), .. keys is { Count: > 0 } ? new[] { new Evidence($"keys that it has: {Wording.Names(keys.Select(name => Wording.Clean(name, 60)), 8)}") } : []],
            Likely = key is null ? "it was not created in this namespace, or the reference has a typing error" : "the key was renamed, or the reference has a typing error",
            Affects = [.. workloads, .. pods.Select(pod => pod.Key)],
            DueTo = [.. state.Reports.Where(report => absent.Kind is "Secret" && report.Names == absent.Name && report.Key.Namespace == absent.Namespace).Select(report => report.Key)],
        };
    }

    private static IEnumerable<(string Kind, string Name, string? Key, UntrustedText Said)> Complaints(ClusterState state, PodRecord pod)
    {
        var waiting = pod.Containers.Where(container => container.Waiting is "CreateContainerConfigError").Select(container => container.WaitingMessage);
        var events = state.EventsOf(pod.Key).Where(report => report.Reason is "FailedMount" or "Failed").Select(report => report.Message);
        return waiting.Concat(events)
            .SelectMany(said => Read(said.ForAnalysis()).Concat(Mounted(pod, said.ForAnalysis())).Select(found => (found.Kind, found.Name, found.Key, said)))
            .DistinctBy(found => (found.Kind, found.Name, found.Key));
    }

    /// <summary>The kubelet names the volume and the key, and leaves out whose key it is.</summary>
    private static IEnumerable<(string Kind, string Name, string? Key)> Mounted(PodRecord pod, string said) =>
        said.Length <= 4_000 && VolumeKey().Match(said) is { Success: true } match && pod.Spec.Volumes.FirstOrDefault(volume => volume.Volume == match.Groups["volume"].Value) is { Kind: "ConfigMap" or "Secret", Source: { } source } found
            ? [(found.Kind, source, match.Groups["key"].Value)]
            : [];

    /// <summary>True when the kubelet's words name what is missing.</summary>
    internal static bool Explains(UntrustedText said) => Read(said.ForAnalysis()).Any();

    private static IEnumerable<(string Kind, string Name, string? Key)> Read(string said)
    {
        if (said.Length > 4_000)
        {
            yield break;
        }

        foreach (Match match in NoKey().Matches(said))
        {
            yield return (Kind(match.Groups["kind"].Value), match.Groups["name"].Value, match.Groups["key"].Value);
        }

        foreach (Match match in NoMountedKey().Matches(said))
        {
            yield return (Kind(match.Groups["kind"].Value), match.Groups["name"].Value, match.Groups["key"].Value);
        }

        foreach (Match match in NotFound().Matches(said))
        {
            yield return (Kind(match.Groups["kind"].Value), match.Groups["name"].Value, null);
        }
    }

    private static string Kind(string word) => word.StartsWith("secret", StringComparison.OrdinalIgnoreCase) ? "Secret" : "ConfigMap";

    [GeneratedRegex("""couldn't find key (?<key>\S+) in (?<kind>ConfigMap|Secret) \S*?/(?<name>[a-z0-9.-]+)""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex NoKey();

    [GeneratedRegex("""(?:object "[^"]*"/"(?<name>[^"]+)"|(?<kind>configmap|secret) "?(?<name>[a-z0-9.-]+)"?) ?.{0,20}references non-existent (?<kind>config|secret) key: (?<key>\S+)|references non-existent (?<kind>config|secret) key: (?<key>\S+) in (?<name>[a-z0-9.-]+)""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex NoMountedKey();

    [GeneratedRegex("""for volume "(?<volume>[^"]+)" ?: .{0,40}references non-existent (config|secret) key: (?<key>\S+)""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex VolumeKey();

    [GeneratedRegex("""(?<kind>configmaps?|secrets?) "(?:[a-z0-9.-]+/)?(?<name>[a-z0-9.-]+)" not found""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 200)]
    private static partial Regex NotFound();
}
