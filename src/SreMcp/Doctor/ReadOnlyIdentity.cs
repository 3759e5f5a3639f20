using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Doctor;

/// <summary>How an operator makes an identity that reads what the tools read and can change nothing.</summary>
internal static class ReadOnlyIdentity
{
    /// <summary>Namespace, service account, and the rights: the built-in role <c>view</c>, which leaves Secrets out, and the cluster-wide kinds that it lacks.</summary>
    public const string Manifest =
        """
        apiVersion: v1
        kind: Namespace
        metadata: { name: sre-mcp }
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: { name: reader, namespace: sre-mcp }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: sre-mcp-reader }
        rules:
        - { apiGroups: [""], resources: [nodes, persistentvolumes], verbs: [get, list, watch] }
        - { apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get, list, watch] }
        - { apiGroups: [storage.k8s.io], resources: [storageclasses], verbs: [get, list, watch] }
        - { apiGroups: [metrics.k8s.io], resources: [nodes, pods], verbs: [get, list] }
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: sre-mcp-view }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
        subjects: [{ kind: ServiceAccount, name: reader, namespace: sre-mcp }]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: sre-mcp-reader }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: sre-mcp-reader }
        subjects: [{ kind: ServiceAccount, name: reader, namespace: sre-mcp }]
        """;

    /// <summary>Everything to do, for the contexts whose credential could write; ready to be pasted.</summary>
    public static string For(IReadOnlyList<KubernetesContext> contexts)
    {
        string[] lines =
        [
            .. contexts.Select(Elsewhere).OfType<string>().Distinct(StringComparer.Ordinal).Select(hint => $"# {hint}"),
            "# An administrator runs this once for each cluster:",
            "kubectl --context ADMIN apply -f - <<'MANIFEST'",
            Manifest,
            "MANIFEST",
            .. contexts.GroupBy(context => context.Server).SelectMany(cluster => Commands(cluster.First())),
            "# Then keep agents from the other credential, in ~/.config/sre-mcp/sre-mcp.yaml:",
            $"# kubernetes: {{ hidden-contexts: [{string.Join(", ", contexts.Select(context => $"'{Plain(context.Name).Replace("'", "''", StringComparison.Ordinal)}'"))}] }}",
        ];
        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Commands(KubernetesContext context)
    {
        var name = Plain(context.Name);
        yield return $"# A context beside {name} that can only read:";
        yield return $"kubectl config set-credentials {BashWord.Typed($"{name}-reader")} --token=\"$(kubectl --context {BashWord.Typed(name)} --namespace sre-mcp create token reader --duration 24h)\"";
        yield return $"kubectl config set-context {BashWord.Typed($"{name}-read-only")} --cluster={BashWord.Quote(Plain(context.ClusterName))} --user={BashWord.Quote($"{name}-reader")}";
    }

    /// <summary>Where the cloud's own identity is the better way.</summary>
    private static string? Elsewhere(KubernetesContext context) => context.CredentialKind switch
    {
        "exec kubelogin" => "AKS: give the agents' identity the role «Azure Kubernetes Service RBAC Reader» and log in as it, instead of this service account.",
        "exec aws" or "exec aws-iam-authenticator" => "EKS: give the agents' IAM role an access entry with the policy AmazonEKSViewPolicy, and name its profile in the kubeconfig, instead of this service account.",
        "exec gke-gcloud-auth-plugin" => "GKE: give the agents' service account roles/container.viewer, instead of this service account.",
        _ => null,
    };

    private static string Plain(string name) => TextCleaner.OneLine(name, 253);
}
