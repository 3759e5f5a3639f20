namespace SreMcp.Findings;

/// <summary>An API version of a kind that Kubernetes took away.</summary>
/// <param name="Release">The release that no longer serves it.</param>
/// <param name="Successor">The version that does the same.</param>
public sealed record RemovedVersion(string Release, string Successor);

/// <summary>Which versions of built-in kinds went when, as the project's deprecation guide lists them.</summary>
public static class RemovedVersions
{
    private static readonly Dictionary<(string Version, string Kind), RemovedVersion> Known = new()
    {
        [("extensions/v1beta1", "Deployment")] = new("1.16", "apps/v1"),
        [("extensions/v1beta1", "DaemonSet")] = new("1.16", "apps/v1"),
        [("extensions/v1beta1", "ReplicaSet")] = new("1.16", "apps/v1"),
        [("extensions/v1beta1", "NetworkPolicy")] = new("1.16", "networking.k8s.io/v1"),
        [("apps/v1beta1", "Deployment")] = new("1.16", "apps/v1"),
        [("apps/v1beta1", "StatefulSet")] = new("1.16", "apps/v1"),
        [("apps/v1beta2", "Deployment")] = new("1.16", "apps/v1"),
        [("apps/v1beta2", "StatefulSet")] = new("1.16", "apps/v1"),
        [("apps/v1beta2", "DaemonSet")] = new("1.16", "apps/v1"),
        [("extensions/v1beta1", "Ingress")] = new("1.22", "networking.k8s.io/v1"),
        [("networking.k8s.io/v1beta1", "Ingress")] = new("1.22", "networking.k8s.io/v1"),
        [("networking.k8s.io/v1beta1", "IngressClass")] = new("1.22", "networking.k8s.io/v1"),
        [("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration")] = new("1.22", "admissionregistration.k8s.io/v1"),
        [("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration")] = new("1.22", "admissionregistration.k8s.io/v1"),
        [("storage.k8s.io/v1beta1", "StorageClass")] = new("1.22", "storage.k8s.io/v1"),
        [("batch/v1beta1", "CronJob")] = new("1.25", "batch/v1"),
        [("policy/v1beta1", "PodDisruptionBudget")] = new("1.25", "policy/v1"),
        [("autoscaling/v2beta1", "HorizontalPodAutoscaler")] = new("1.25", "autoscaling/v2"),
        [("autoscaling/v2beta2", "HorizontalPodAutoscaler")] = new("1.26", "autoscaling/v2"),
    };

    /// <summary>Null for versions that are still served everywhere.</summary>
    public static RemovedVersion? Of(string version, string kind) => Known.GetValueOrDefault((version, kind));
}
