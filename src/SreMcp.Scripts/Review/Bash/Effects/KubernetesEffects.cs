namespace SreMcp.Scripts.Review;

/// <summary>kubectl and helm.</summary>
internal static class KubernetesEffects
{
    private static readonly HashSet<string> s_changes = new(StringComparer.Ordinal)
    {
        "apply", "patch", "replace", "create", "annotate", "label", "set", "cordon", "uncordon", "taint", "edit", "expose", "autoscale", "run", "scale", "cp",
    };

    private static readonly HashSet<string> s_wide = new(StringComparer.Ordinal)
    {
        "namespace", "namespaces", "ns", "node", "nodes", "pv", "persistentvolume", "persistentvolumes", "crd", "customresourcedefinition", "customresourcedefinitions", "clusterrole", "clusterrolebinding",
    };

    public static BashEffect? Of(BashInvocation invocation)
    {
        if (invocation.ValueOf("--dry-run") is { } mode and not "none" && (mode.Length > 0 || invocation.Has("--dry-run")))
        {
            return null;
        }

        var verb = invocation.Positional.Count > 0 ? invocation.Positional[0].Text : "";
        return verb switch
        {
            "delete" => Delete(invocation),
            "drain" => new("kubectl drain", Destroys: true, EffectTarget.Kubernetes) { Why = "every pod of the node is evicted" },
            "scale" when invocation.ValueOf("--replicas") is "0" => new("kubectl scale to 0", Destroys: true, EffectTarget.Kubernetes) { Why = "the service stands still afterwards" },
            "replace" when invocation.Has("--force") => new("kubectl replace --force", Destroys: true, EffectTarget.Kubernetes) { Why = "the object is deleted and made anew" },
            "apply" when invocation.Has("--prune") => new("kubectl apply --prune", Destroys: true, EffectTarget.Kubernetes) { Why = "objects that the files do not name are deleted" },
            "rollout" when invocation.Does("rollout", "restart") || invocation.Does("rollout", "undo") || invocation.Does("rollout", "pause") || invocation.Does("rollout", "resume") => new($"kubectl rollout {invocation.Positional[1].Text}", Destroys: false, EffectTarget.Kubernetes),
            _ when s_changes.Contains(verb) => new($"kubectl {verb}", Destroys: false, EffectTarget.Kubernetes),
            _ => null,
        };
    }

    public static BashEffect? OfHelm(BashInvocation invocation)
    {
        if (invocation.Has("--dry-run"))
        {
            return null;
        }

        return (invocation.Positional.Count > 0 ? invocation.Positional[0].Text : "") switch
        {
            "uninstall" or "delete" or "del" or "un" => new("helm uninstall", Destroys: true, EffectTarget.Kubernetes) { Why = "every object of the release is deleted" },
            var verb and ("upgrade" or "install" or "rollback") => new($"helm {verb}", Destroys: false, EffectTarget.Kubernetes),
            _ => null,
        };
    }

    private static BashEffect Delete(BashInvocation invocation)
    {
        var delete = new BashEffect("kubectl delete", Destroys: true, EffectTarget.Kubernetes) { Why = "objects are gone when it was the wrong cluster or the wrong name" };
        if (invocation.Has("--all", "-A", "--all-namespaces"))
        {
            return delete with { What = "kubectl delete --all", Unbounded = "it deletes everything of the kind, in whatever namespace is current", Bound = "name the objects, or list them first, show the list and delete exactly that list" };
        }

        var kind = invocation.Positional.Count > 1 ? invocation.Positional[1].Text.Split('/')[0].ToLowerInvariant() : "";
        if (s_wide.Contains(kind))
        {
            return delete with { What = $"kubectl delete {kind}", Why = "everything inside it goes with it" };
        }

        return invocation.Has("-l", "--selector") && !invocation.Has("-n", "--namespace")
            ? delete with { Unbounded = "a selector without a namespace takes what matches wherever the context points", Bound = "name -n NAMESPACE, and list what the selector matches before" }
            : delete;
    }
}
