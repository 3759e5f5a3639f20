namespace SreMcp.IntegrationTests.Bypass;

/// <summary>The catalogue of objects that an attacker would like to have applied, each with the codes that it may fail with.</summary>
internal static class HostileManifests
{
    public const string Settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { a: b }\n";

    private const string Refused = "SRE0111";

    public static IReadOnlyDictionary<string, (string Manifest, string Codes)> Bad { get; } = Kinds().Concat(PodSpecs()).Concat(Metadata()).Concat(Yaml())
        .ToDictionary(attempt => attempt.Name, attempt => (attempt.Manifest, attempt.Codes), StringComparer.Ordinal);

    /// <summary>A harmless Deployment, and what is added to its pods.</summary>
    public static string Pods(string spec, string annotations = "", string container = "") => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: tried }
        spec:
          replicas: 0
          selector: { matchLabels: { app: tried } }
          template:
            metadata: { labels: { app: tried }, annotations: { {{annotations}} } }
            spec: { {{spec}}{{(spec.Length > 0 ? ", " : "")}}containers: [{ name: main, image: "registry.example.com/web:1"{{(container.Length > 0 ? ", " : "")}}{{container}} }] }
        """;

    private static IEnumerable<(string Name, string Manifest, string Codes)> Kinds()
    {
        (string Version, string Kind)[] kinds =
        [
            ("v1", "Secret"), ("v1", "ServiceAccount"), ("v1", "Pod"), ("v1", "Namespace"), ("v1", "Node"), ("v1", "PersistentVolume"), ("v1", "PersistentVolumeClaim"),
            ("v1", "Endpoints"), ("v1", "Event"), ("v1", "Binding"), ("v1", "ReplicationController"), ("v1", "LimitRange"), ("v1", "ResourceQuota"),
            ("rbac.authorization.k8s.io/v1", "Role"), ("rbac.authorization.k8s.io/v1", "RoleBinding"), ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
            ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"), ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
            ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition"), ("apiregistration.k8s.io/v1", "APIService"),
            ("argoproj.io/v1alpha1", "Application"), ("argoproj.io/v1alpha1", "ApplicationSet"), ("argoproj.io/v1alpha1", "Workflow"), ("argoproj.io/v1alpha1", "Rollout"),
            ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"), ("helm.toolkit.fluxcd.io/v2", "HelmRelease"), ("helm.cattle.io/v1", "HelmChart"),
            ("pkg.crossplane.io/v1", "Provider"), ("apiextensions.crossplane.io/v1", "Composition"), ("kubernetes.crossplane.io/v1alpha2", "Object"), ("tf.upbound.io/v1beta1", "Workspace"),
            ("networking.k8s.io/v1", "Ingress"), ("networking.k8s.io/v1", "NetworkPolicy"), ("policy/v1beta1", "PodSecurityPolicy"), ("policy/v1", "Eviction"), ("autoscaling/v1", "Scale"),
            ("apps/v1", "ReplicaSet"), ("apps/v1", "ControllerRevision"), ("apps/v1", "DeploymentRollback"), ("certificates.k8s.io/v1", "CertificateSigningRequest"),
            ("authentication.k8s.io/v1", "TokenRequest"), ("scheduling.k8s.io/v1", "PriorityClass"), ("storage.k8s.io/v1", "StorageClass"), ("node.k8s.io/v1", "RuntimeClass"),
            ("shop.example.com/v1", "Cart"), ("external-secrets.io/v1", "ExternalSecret"), ("cert-manager.io/v1", "ClusterIssuer"), ("security.istio.io/v1", "AuthorizationPolicy"),
            ("apps.evil.io/v1", "Deployment"), ("v1/../../apis/apps/v1", "Deployment"), ("apps/v1/namespaces/kube-system", "Deployment"), ("apps/v1?dryRun=All", "Deployment"),
            ("apps/v1", "Deployment/scale"), ("apps/v1", "deployment"), ("v1", "Secrets"), ("v1", "ConfigMap "), ("v1", "Ѕecret"), ("v1", "Con\u200bfigMap"),
        ];
        foreach (var (version, kind) in kinds)
        {
            // Some of these are allowed kinds under a version that no server has: that is found out at the server, by reading.
            yield return ($"kind {version} {kind}", $"apiVersion: \"{version}\"\nkind: \"{kind}\"\nmetadata: {{ name: x }}\n", version is "apps/v1/namespaces/kube-system" or "apps/v1?dryRun=All" ? "SRE0111|SRE043" : Refused);
        }

        const string Item = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: x } }";
        yield return ("a List of allowed objects", $"apiVersion: v1\nkind: List\nitems: [{Item}]\n", Refused);
        yield return ("a List with a name", $"apiVersion: v1\nkind: List\nmetadata: {{ name: x }}\nitems: [{Item}]\n", Refused);
        yield return ("a ConfigMapList", $"apiVersion: v1\nkind: ConfigMapList\nmetadata: {{ name: x }}\nitems: [{Item}]\n", Refused);
        yield return ("an array of objects", $"[{Item}, {Item}]", Refused);
        yield return ("an object of a system namespace", Settings.Replace("name: x", "name: x, namespace: kube-system", StringComparison.Ordinal), Refused);
        yield return ("a Service with external addresses", "apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { externalIPs: [10.0.0.1], ports: [{ port: 443 }] }\n", Refused);
        yield return ("a Service with external addresses in other case", "apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { ExternalIPs: [10.0.0.1], ports: [{ port: 443 }] }\n", Refused);
        yield return ("a Service that is another name", "apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { type: ExternalName, externalName: evil.example.com }\n", Refused);
    }

    private static IEnumerable<(string Name, string Manifest, string Codes)> PodSpecs()
    {
        foreach (var (name, spec) in new[]
        {
            ("the node's network", "hostNetwork: true"), ("the node's processes", "hostPID: true"), ("the node's memory", "hostIPC: true"), ("the node's network in other case", "HOSTNETWORK: true"),
            ("a chosen node", "nodeName: node-a"), ("the node's disk", "volumes: [{ name: v, hostPath: { path: / } }]"), ("the container socket", "volumes: [{ name: v, hostPath: { path: /run/containerd/containerd.sock, type: Socket } }]"),
            ("a disk of the network", "volumes: [{ name: v, nfs: { server: evil.example.com, path: / } }]"), ("a driver's volume", "volumes: [{ name: v, csi: { driver: secrets-store.csi.k8s.io } }]"),
            ("another service account", "serviceAccountName: cluster-admin"), ("another service account by its old name", "serviceAccount: cluster-admin"),
            ("a system control", "securityContext: { sysctls: [{ name: kernel.msgmax, value: '65536' }] }"), ("no seccomp", "securityContext: { seccompProfile: { type: Unconfined } }"),
            ("an init container with all rights", "initContainers: [{ name: i, image: x, securityContext: { privileged: true } }]"), ("a container that is put in later", "ephemeralContainers: [{ name: e, image: x }]"),
        })
        {
            yield return ($"pods with {name}", Pods(spec), Refused);
        }

        foreach (var (name, container) in new[]
        {
            ("all rights", "securityContext: { privileged: true }"), ("all rights as text", "securityContext: { privileged: 'true' }"), ("all rights as YAML 1.1 says yes", "securityContext: { privileged: yes }"),
            ("all rights in other case", "securityContext: { Privileged: true }"), ("growing rights", "securityContext: { allowPrivilegeEscalation: true }"), ("the right to administer", "securityContext: { capabilities: { add: [SYS_ADMIN] } }"),
            ("every right", "securityContext: { capabilities: { add: [ALL] } }"), ("an open /proc", "securityContext: { procMount: Unmasked }"), ("a port of the node", "ports: [{ containerPort: 80, hostPort: 80 }]"),
            ("a Windows host process", "securityContext: { windowsOptions: { hostProcess: true } }"), ("another label of SELinux", "securityContext: { seLinuxOptions: { type: spc_t } }"),
        })
        {
            yield return ($"containers with {name}", Pods("", container: container), Refused);
        }

        foreach (var key in new[] { "container.apparmor.security.beta.kubernetes.io/main", "seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/main" })
        {
            yield return ($"pods with {key} unconfined", Pods("", annotations: $"{key}: unconfined"), Refused);
        }

        yield return ("a CronJob that hides it deep", "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: { name: x }\nspec: { schedule: '0 3 1 1 *', jobTemplate: { spec: { template: { spec: { restartPolicy: Never, hostPID: true, containers: [{ name: a, image: x }] } } } } }\n", Refused);
    }

    private static IEnumerable<(string Name, string Manifest, string Codes)> Metadata()
    {
        foreach (var metadata in new[]
        {
            "generateName: x-", "name: x, generateName: x-", "name: x, ownerReferences: []", "name: x, finalizers: [a/b]", "name: x, managedFields: []", "name: x, resourceVersion: '1'", "name: x, uid: abc",
            "name: x, selfLink: /api/v1/namespaces/kube-system/configmaps/x", "name: x, deletionTimestamp: '2026-11-20T20:00:00Z'", "name: x, Namespace: kube-system", "name: x, clusterName: other", "name: ''", "name: 7",
        })
        {
            yield return ($"metadata {metadata}", Settings.Replace("name: x", metadata, StringComparison.Ordinal), Refused);
        }

        foreach (var name in new[] { "../../namespaces/kube-system", "x/status", "x%2fstatus", "x?dryRun=All", "x#y", "..", ".", "-f", "x\\u0000y", "x y", "x\\ny", "ｘ" })
        {
            yield return ($"the name {name}", Settings.Replace("name: x", $"name: \"{name}\"", StringComparison.Ordinal), "SRE0433|SRE0111|SRE0705|SRE0422");
        }

        yield return ("a status", Settings + "status: { phase: Active }\n", Refused);
    }

    private static IEnumerable<(string Name, string Manifest, string Codes)> Yaml()
    {
        const string Secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: x }\n";
        yield return ("a second document", Settings + "---\n" + Secret, Refused);
        yield return ("an empty second document", Settings + "---\n", Refused);
        yield return ("a first document that is empty", "---\n---\n" + Secret, Refused);
        yield return ("an alias", "apiVersion: v1\nkind: ConfigMap\nmetadata: &m { name: x }\ndata: *m\n", Refused);
        yield return ("an anchor", "apiVersion: v1\nkind: &k ConfigMap\nmetadata: { name: x }\n", Refused);
        yield return ("a merge key", "apiVersion: v1\nkind: ConfigMap\nmetadata: { <<: { name: x }, namespace: kube-system }\n", Refused);
        yield return ("a kind twice", "apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata: { name: x }\n", Refused);
        yield return ("a kind twice in JSON", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"kind":"Secret"}""", Refused);
        yield return ("a kind twice by an escape", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"\u006bind":"Secret"}""", Refused);
        yield return ("a binary tag", "apiVersion: v1\nkind: !!binary U2VjcmV0\nmetadata: { name: x }\n", Refused);
        yield return ("a tag of its own", "apiVersion: v1\nkind: !Secret ConfigMap\nmetadata: { name: x }\n", Refused);
        yield return ("a directive", "%YAML 1.1\n%TAG !! tag:evil.example.com,2026:\n---\n" + Settings.Replace("ConfigMap", "!!str Secret", StringComparison.Ordinal), Refused);
        yield return ("a complex key", "apiVersion: v1\nkind: ConfigMap\n? [a, b]\n: c\nmetadata: { name: x }\n", Refused);
        yield return ("nothing", "# nothing\n", Refused);
        yield return ("a scalar", "Secret", Refused);
        yield return ("a template", "apiVersion: v1\nkind: {{ .Kind }}\n", Refused);
        yield return ("a kind over two lines", "apiVersion: v1\nkind: >-\n  Sec\n  ret\nmetadata: { name: x }\n", Refused);
        yield return ("nesting without end", string.Concat(Enumerable.Repeat("{a: ", 5000)), Refused);
        yield return ("a byte order mark before a Secret", "\ufeff" + Secret, Refused);
        yield return ("half a megabyte", Settings + new string('#', 512 * 1024), "SRE0104");
    }
}
