using SreMcp.Manifests;
using SreMcp.Policy;

namespace SreMcp.UnitTests.Manifests;

/// <summary>What <c>execute_apply</c> takes and what it does not.</summary>
public sealed class WorkloadManifestTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
          labels: { app: web }
        spec:
          replicas: 2
          selector: { matchLabels: { app: web, hostPath: "yes-a-label" } }
          template:
            metadata: { labels: { app: web } }
            spec:
              containers:
                - name: web
                  image: nginx:1.27
        """;

    [Fact]
    public void Takes_a_plain_deployment()
    {
        var manifest = WorkloadManifest.Read(Deployment);

        Assert.Equal(("apps/v1", "Deployment", "shop", "web"), (manifest.ApiVersion, manifest.Kind, manifest.Namespace, manifest.Name));
        Assert.Equal(2, manifest.Json.GetProperty("spec").GetProperty("replicas").GetInt32());
    }

    [Theory]
    [InlineData("v1", "Secret")]
    [InlineData("v1", "ServiceAccount")]
    [InlineData("v1", "Pod")]
    [InlineData("v1", "Namespace")]
    [InlineData("v1", "Node")]
    [InlineData("v1", "List")]
    [InlineData("v1", "PersistentVolume")]
    [InlineData("rbac.authorization.k8s.io/v1", "Role")]
    [InlineData("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")]
    [InlineData("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration")]
    [InlineData("apiextensions.k8s.io/v1", "CustomResourceDefinition")]
    [InlineData("argoproj.io/v1alpha1", "Application")]
    [InlineData("pkg.crossplane.io/v1", "Provider")]
    [InlineData("apps.evil.io/v1", "Deployment")]
    [InlineData("evil/apps/v1", "Deployment")]
    [InlineData("apps/v1", "deployment")]
    [InlineData("apps/v1", "Deployment/status")]
    public void Refuses_every_kind_that_is_not_listed(string apiVersion, string kind) =>
        Refused($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{ name: x }}\n", "");

    [Theory]
    [InlineData("hostNetwork: true")]
    [InlineData("HostNetwork: true")]
    [InlineData("hostPID: true")]
    [InlineData("hostIPC: yes")]
    [InlineData("nodeName: node-a")]
    [InlineData("volumes: [{ name: v, hostPath: { path: / } }]")]
    [InlineData("volumes: [{ name: v, HostPath: { path: / } }]")]
    [InlineData("volumes: [{ name: v, csi: { driver: x } }]")]
    [InlineData("volumes: [{ name: v, nfs: { server: x, path: / } }]")]
    [InlineData("securityContext: { sysctls: [{ name: kernel.shm_rmid_forced, value: '1' }] }")]
    [InlineData("securityContext: { seccompProfile: { type: Unconfined } }")]
    [InlineData("containers: [{ name: a, securityContext: { privileged: true } }]")]
    [InlineData("containers: [{ name: a, securityContext: { allowPrivilegeEscalation: true } }]")]
    [InlineData("containers: [{ name: a, securityContext: { capabilities: { add: [SYS_ADMIN] } } }]")]
    [InlineData("containers: [{ name: a, securityContext: { capabilities: { Add: [SYS_ADMIN] } } }]")]
    [InlineData("containers: [{ name: a, securityContext: { procMount: Unmasked } }]")]
    [InlineData("containers: [{ name: a, securityContext: { windowsOptions: { hostProcess: true } } }]")]
    [InlineData("containers: [{ name: a, ports: [{ containerPort: 80, hostPort: 80 }] }]")]
    [InlineData("initContainers: [{ name: a, securityContext: { privileged: 'true' } }]")]
    [InlineData("ephemeralContainers: [{ name: a }]")]
    public void Refuses_whatever_reaches_beyond_the_pod(string spec) =>
        Refused($"apiVersion: batch/v1\nkind: Job\nmetadata: {{ name: x }}\nspec:\n  template:\n    spec:\n      {spec}\n", "spec.template.spec");

    [Theory]
    [InlineData("securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }")]
    [InlineData("volumes: [{ name: v, configMap: { name: c } }, { name: e, emptyDir: {} }]")]
    [InlineData("hostNetwork: false")]
    public void Takes_what_stays_inside(string spec) =>
        WorkloadManifest.Read($"apiVersion: batch/v1\nkind: Job\nmetadata: {{ name: x }}\nspec:\n  template:\n    spec:\n      {spec}\n");

    [Theory]
    [InlineData("ownerReferences: []")]
    [InlineData("finalizers: [x/y]")]
    [InlineData("generateName: x-")]
    [InlineData("uid: x")]
    [InlineData("managedFields: []")]
    public void Refuses_metadata_that_steers_controllers(string field) =>
        Refused($"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n  {field}\n", "metadata.");

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("just text")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("a: 1\na: 2")]
    [InlineData("<<: { a: 1 }")]
    [InlineData("a: !!python/object x")]
    [InlineData("a: [")]
    [InlineData("? [complex]\n: key")]
    [InlineData("kind: Deployment")]
    [InlineData("apiVersion: [apps/v1]\nkind: Deployment")]
    public void Refuses_what_is_not_one_plain_object(string text) => Refused(text, "");

    [Fact]
    public void Refuses_a_bomb_of_nesting_quickly() => Refused(string.Concat(Enumerable.Repeat("[", 5_000)), "");

    [Fact]
    public void Reads_scalars_as_the_core_schema_says()
    {
        var json = ManifestReader.Read("a: yes\nb: 0755\nc: 1.5\nd: ~\ne: 'true'\nf: True\ng: 12e3\nh: 1_000\ni: 0x1F\nj: -3\nk: .inf\n");

        Assert.Equal("""{"a":"yes","b":"0755","c":1.5,"d":null,"e":"true","f":true,"g":12000,"h":"1_000","i":"0x1F","j":-3,"k":".inf"}""", json.GetRawText());
    }

    [Fact]
    public void Refuses_a_service_that_takes_over_traffic() =>
        Refused("apiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { externalIPs: [10.0.0.1] }\n", "externalIPs");

    private static void Refused(string manifest, string names)
    {
        var refused = Assert.Throws<SreException>(() => WorkloadManifest.Read(manifest));
        Assert.Equal(Errors.Arguments.Manifest, refused.Code);
        Assert.Contains(names, refused.What, StringComparison.OrdinalIgnoreCase);
    }
}
