using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Who decides what an object looks like.</summary>
public enum OwnerKind
{
    ArgoCd = 0,
    Flux,
    Helm,

    /// <summary>A HorizontalPodAutoscaler: it sets the number of replicas.</summary>
    Autoscaler,

    /// <summary>A built-in controller, such as a Deployment over a ReplicaSet.</summary>
    Controller,

    /// <summary>A custom resource's operator.</summary>
    Operator,

    /// <summary>Only a label claims it.</summary>
    Claimed,
}

/// <summary>One owner and how it was recognised.</summary>
/// <param name="Name">Such as the Argo CD application or <c>namespace/release</c>. Text of others on one clean line.</param>
/// <param name="Evidence">Which field says so, in our words.</param>
public sealed record Owner(OwnerKind Kind, string Name, string Evidence)
{
    /// <summary>True when a change of the object itself is undone sooner or later; replicas only, for an autoscaler.</summary>
    public bool Reverts => Kind is not OwnerKind.Claimed;

    internal static Owner Of(OwnerKind kind, string name, string evidence) => new(kind, TextCleaner.OneLine(name, 200), evidence);
}

/// <summary>Finds who owns an object, so that changes are made where they last.</summary>
public static class Ownership
{
    private const int MostOwners = 6;
    private const int MostAutoscalers = 2000;

    /// <summary>What the object's own labels, annotations and owner references say.</summary>
    public static IReadOnlyList<Owner> Of(KubernetesObject item) =>
        [.. DeploymentTools.Of(item.Labels, item.Annotations), .. item.Owners.Where(owner => owner.IsController).Select(Of)];

    /// <summary>As <see cref="Of(KubernetesObject)"/>, with the autoscalers of its namespace, and with the owners of its owners up to the top.</summary>
    /// <remarks>What this identity may not read is left out.</remarks>
    public static async Task<IReadOnlyList<Owner>> FindAsync(Cluster cluster, KubernetesObject item, CancellationToken cancellationToken)
    {
        List<Owner> owners = [];
        for (KubernetesObject? current = item; current is not null && owners.Count < MostOwners;)
        {
            owners.AddRange(Of(current));
            owners.AddRange(await AutoscalersAsync(cluster, current, cancellationToken));
            current = await ParentAsync(cluster, current, cancellationToken);
        }

        return [.. owners.Distinct()];
    }

    /// <summary>True when this autoscaler sets the replicas of the object.</summary>
    internal static bool Scales(KubernetesObject autoscaler, KubernetesObject item) =>
        autoscaler.Text("spec", "scaleTargetRef", "kind") == item.Kind
        && autoscaler.Text("spec", "scaleTargetRef", "name") == item.Name
        && autoscaler.Namespace == item.Namespace;

    private static Owner Of(OwnerReference owner) => ObjectFilter.IsBuiltIn(owner.Group)
        ? Owner.Of(OwnerKind.Controller, $"{owner.Kind}/{owner.Name}", "owner reference")
        : Owner.Of(OwnerKind.Operator, $"{owner.Kind}.{owner.Group}/{owner.Name}", "owner reference to a custom resource");

    private static async Task<KubernetesObject?> ParentAsync(Cluster cluster, KubernetesObject item, CancellationToken cancellationToken)
    {
        if (item.Owners.FirstOrDefault(owner => owner.IsController) is not { } owner)
        {
            return null;
        }

        try
        {
            var resource = await cluster.ResolveAsync(owner.Group.Length == 0 ? $"{owner.ApiVersion}/{owner.Kind}" : $"{owner.Group}/{owner.Kind}", cancellationToken);
            var parent = await cluster.GetAsync(resource, resource.IsNamespaced ? item.Namespace : null, owner.Name, cancellationToken);
            return parent.Uid == owner.Uid ? parent : null;
        }
        catch (SreException unreadable) when (IsAnswer(unreadable))
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<Owner>> AutoscalersAsync(Cluster cluster, KubernetesObject item, CancellationToken cancellationToken)
    {
        if (!item.Resource.Subresources.Contains("scale"))
        {
            return [];
        }

        List<Owner> owners = [];
        try
        {
            var resource = await cluster.ResolveAsync("horizontalpodautoscalers.autoscaling", cancellationToken);
            await foreach (var autoscaler in cluster.ObjectsAsync(resource, new ListOptions { Namespace = item.Namespace, Limit = MostAutoscalers }, cancellationToken))
            {
                if (Scales(autoscaler, item))
                {
                    owners.Add(Owner.Of(OwnerKind.Autoscaler, $"HorizontalPodAutoscaler/{autoscaler.Name}", "its scaleTargetRef"));
                    owners.AddRange(Of(autoscaler).Where(owner => owner.Kind is OwnerKind.Operator));
                }
            }
        }
        catch (SreException unreadable) when (IsAnswer(unreadable))
        {
            return owners;
        }

        return owners;
    }

    private static bool IsAnswer(SreException exception) => exception.Code.Code.StartsWith("SRE04", StringComparison.Ordinal);
}
