using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Templates that are killed right before or after their change: a rerun finishes the work, and the way back works from there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InterruptedChangeTests(ControlPlanes planes)
{
    /// <summary>A patch that is sent for real: the rehearsal ends with <c>--dry-run=server</c>.</summary>
    private const string Patch = "* patch *}";

    public static TheoryData<string, string, string> WorkloadChanges => Both(
        ("kubernetes_scale", "* scale *--current-replicas=1"),
        ("kubernetes_resources", Patch),
        ("kubernetes_deploy", Patch),
        ("kubernetes_canary", "* create --filename=-"),
        ("kubernetes_canary", "* scale *--replicas=+([0-9])"));

    public static TheoryData<string, string, string> NamespaceChanges => Both(
        ("kubernetes_rbac", "* apply --filename=*service-account.yaml"),
        ("kubernetes_rbac", "* apply --filename=*role-binding.yaml"),
        ("kubernetes_network_policy", "* apply --filename=*manifest.yaml"));

    [Theory, MemberData(nameof(WorkloadChanges))]
    public async Task A_change_of_a_workload_is_finished_by_a_rerun_or_taken_back(string template, string at, string when)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.GenerateAsync(template, Values(template));
        var before = (await workload.ReadAsync())["spec"]!.ToJsonString();
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, at, when);
        await EndsAsync(workload, "run.sh");
        await EndsAsync(workload, "verify.sh");
        await EndsAsync(workload, "rollback.sh");
        Assert.Equal(before, (await workload.ReadAsync())["spec"]!.ToJsonString());

        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, at, when);
        await EndsAsync(workload, "rollback.sh");
        Assert.Equal(before, (await workload.ReadAsync())["spec"]!.ToJsonString());
        Assert.Null(await workload.FindAsync("deployments/api-canary"));
    }

    [Theory, MemberData(nameof(NamespaceChanges))]
    public async Task A_change_of_several_objects_is_finished_by_a_rerun_or_taken_back(string template, string at, string when)
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        bundle.Write(template, Values(template));
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(bundle.Folder, "run.sh"), bundle.Variables, at, when);
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("", await LeftAsync(bundle));

        await kubectl.KillAsync(Path.Combine(bundle.Folder, "run.sh"), bundle.Variables, at, when);
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("", await LeftAsync(bundle));
    }

    private static Task<string> LeftAsync(ClusterBundle bundle) =>
        bundle.KubectlAsync("get", "serviceaccount/guard", "role/guard", "rolebinding/guard", "networkpolicy/guard", "--ignore-not-found", "--output=name");

    private static async Task EndsAsync(RolledWorkload workload, string script)
    {
        var run = await workload.RunAsync(script, script is "verify.sh" ? [] : ["--yes"]);
        Assert.True(run.Exit == 0, $"{script}:\n{run.Output}");
    }

    private static Dictionary<string, TemplateValue> Values(string template) => template switch
    {
        "kubernetes_scale" => Of(("count", "2")),
        "kubernetes_resources" => Of(("sizes", Rows(("container", "main"), ("cpu-request", "20m")))),
        "kubernetes_deploy" => Of(("container", "main"), ("image", "registry.example/api:4")),
        "kubernetes_canary" => Of(("container", "main"), ("image", "registry.example/api:4"), ("steps", new TemplateValue.Table([ClusterBundle.Row(("weight", "40"), ("pause", "1s")), ClusterBundle.Row(("weight", "60"), ("pause", "1s"))]))),
        "kubernetes_rbac" => Of(("namespace", ClusterBundle.OwnNamespace), ("name", "guard"), ("rules", Rows(("resource", "pods"), ("verbs", "read")))),
        _ => Of(("namespace", ClusterBundle.OwnNamespace), ("name", "guard"), ("directions", "ingress")),
    };

    private static Dictionary<string, TemplateValue> Of(params (string Name, TemplateValue Value)[] values) => values.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    private static TemplateValue Rows(params (string Name, string Value)[] cells) => new TemplateValue.Table([ClusterBundle.Row(cells)]);

    private static TheoryData<string, string, string> Both(params (string Template, string At)[] changes) =>
        [.. changes.SelectMany(change => new[] { (change.Template, change.At, "before"), (change.Template, change.At, "after") })];
}
