using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A workload as people name it: <c>Deployment/api</c>, <c>deploy/api</c>, <c>sts/db</c>, <c>ds/agent</c>.</summary>
public sealed record WorkloadReference(string Kind, string Name)
{
    /// <exception cref="SreException">SRE0437 when it names something without rollouts.</exception>
    public static WorkloadReference Parse(string text)
    {
        var slash = text.LastIndexOf('/');
        return slash > 0 && slash < text.Length - 1
            ? new(text[..slash], text[(slash + 1)..])
            : throw new SreException(Errors.Objects.NotAWorkload, $"«{TextCleaner.OneLine(text, 80)}» is not of the form kind/name.");
    }

    /// <summary>The kind as this cluster serves it.</summary>
    public async Task<ApiResource> ResolveAsync(Cluster cluster, CancellationToken cancellationToken) =>
        Require(await cluster.ResolveAsync(Kind, cancellationToken));

    /// <summary>The workload itself.</summary>
    public async Task<KubernetesObject> ReadAsync(Cluster cluster, string @namespace, CancellationToken cancellationToken) =>
        await cluster.GetAsync(await ResolveAsync(cluster, cancellationToken), @namespace, Name, cancellationToken);

    internal static ApiResource Require(ApiResource resource) => (resource.Group, resource.Plural) is ("apps", "deployments" or "statefulsets" or "daemonsets")
        ? resource
        : throw new SreException(Errors.Objects.NotAWorkload, $"{resource.Kind} has no rollouts.");

    public override string ToString() => $"{Kind}/{Name}";
}
