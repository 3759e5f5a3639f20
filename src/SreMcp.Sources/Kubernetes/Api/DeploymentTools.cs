namespace SreMcp.Sources.Kubernetes;

/// <summary>Recognises the marks that deployment tools leave on what they deploy.</summary>
internal static class DeploymentTools
{
    private const string ManagedBy = "app.kubernetes.io/managed-by";

    public static IEnumerable<Owner> Of(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> annotations)
    {
        Owner[] certain = [.. ArgoCd(labels, annotations), .. Flux(labels), .. Helm(labels, annotations)];
        return certain.Length == 0 && labels.TryGetValue(ManagedBy, out var claimed)
            ? [Owner.Of(OwnerKind.Claimed, claimed, $"label {ManagedBy} alone")]
            : certain;
    }

    /// <summary>The tracking annotation is <c>app:group/kind:namespace/name</c>; installations may track by a label instead.</summary>
    private static IEnumerable<Owner> ArgoCd(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.TryGetValue("argocd.argoproj.io/tracking-id", out var tracking))
        {
            yield return Owner.Of(OwnerKind.ArgoCd, tracking.Split(':', 2)[0], "annotation argocd.argoproj.io/tracking-id");
        }
        else if (labels.TryGetValue("argocd.argoproj.io/instance", out var instance))
        {
            yield return Owner.Of(OwnerKind.ArgoCd, instance, "label argocd.argoproj.io/instance");
        }
        else if (labels.TryGetValue("app.kubernetes.io/instance", out var named)
            && labels.Keys.Concat(annotations.Keys).Any(key => key.Contains("argocd.argoproj.io/", StringComparison.Ordinal)))
        {
            yield return Owner.Of(OwnerKind.ArgoCd, named, "label app.kubernetes.io/instance beside Argo CD's own marks");
        }
    }

    private static IEnumerable<Owner> Flux(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var (prefix, kind) in new[] { ("kustomize.toolkit.fluxcd.io", "Kustomization"), ("helm.toolkit.fluxcd.io", "HelmRelease") })
        {
            if (labels.TryGetValue($"{prefix}/name", out var name))
            {
                yield return Owner.Of(OwnerKind.Flux, $"{kind}/{labels.GetValueOrDefault($"{prefix}/namespace", "?")}/{name}", $"label {prefix}/name");
            }
        }
    }

    private static IEnumerable<Owner> Helm(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.TryGetValue("meta.helm.sh/release-name", out var release))
        {
            yield return Owner.Of(OwnerKind.Helm, $"{annotations.GetValueOrDefault("meta.helm.sh/release-namespace", "?")}/{release}", "annotation meta.helm.sh/release-name");
        }
        else if (labels.GetValueOrDefault(ManagedBy) is "Helm" && labels.TryGetValue("app.kubernetes.io/instance", out var instance))
        {
            yield return Owner.Of(OwnerKind.Helm, instance, $"label {ManagedBy}: rendered from a chart, perhaps by another tool");
        }
    }
}
