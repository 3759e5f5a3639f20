using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Bypass;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary><c>read_diagnosis</c> over stdio on a real API server, by somebody who may see little.</summary>
public sealed class DiagnosisTests(ControlPlanes planes) : IDisposable
{
    private const string Space = "diagnosis";
    private const int MostTokens = 1_500;

    private readonly HomeFolder _home = new();

    public static TheoryData<string> Generations => [ServerProcess.Handshake, ServerProcess.Discovery];

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(Generations))]
    public async Task Finds_the_crash_and_says_what_it_could_not_see_and_which_rule_would_show_it(string protocol)
    {
        var plane = await WorldAsync();
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [await PodViewerAsync(plane)] }, protocol);
        var mark = await plane.Audit.MarkAsync();

        var said = (await agent.CallAsync("read_diagnosis", ("namespace", Space))).Good();

        Assert.Contains("diagnosis/Deployment/hungry its container is killed for memory (OOMKilled, exit 137), no limit set, 9 restarts on its only pod", said, StringComparison.Ordinal);
        Assert.Matches(@"Not seen: .*deployments\.apps.*nodes.*services.*pod logs \(forbidden\)", said);
        Assert.Matches(@"A Role or ClusterRole with verbs \[get, list\] would show them: .*apiGroups \[apps\] resources \[daemonsets, deployments, statefulsets\]", said);
        Assert.Matches("""apiGroups \[""\] resources \[[^\]]*services[^\]]*pods/log""", said);
        Assert.DoesNotContain("resources [pods,", said, StringComparison.Ordinal);
        Assert.InRange(said.Length / 4, 1, MostTokens);
        Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));
    }

    [Fact]
    public async Task Tells_who_may_see_one_namespace_only_to_name_it()
    {
        var plane = await WorldAsync();
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [await PodViewerAsync(plane)] });

        var said = (await agent.CallAsync("read_diagnosis")).Good();

        Assert.StartsWith("Pods could not be read; nothing wrong found in the rest", said[(said.IndexOf('\n', StringComparison.Ordinal) is var end && said.StartsWith('[') ? end + 1 : 0)..], StringComparison.Ordinal);
        Assert.Contains("A ClusterRole with verbs [get, list] would show them", said, StringComparison.Ordinal);
        Assert.Contains("name one with namespace", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hungry", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_about_one_workload_by_any_name_that_people_give_it()
    {
        var plane = await WorldAsync();
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] });

        foreach (var name in new[] { "hungry", "Deployment/hungry", "deployments/hungry" })
        {
            var said = (await agent.CallAsync("read_diagnosis", ("namespace", Space), ("workload", name))).Good();
            Assert.Contains("/diagnosis/Deployment/hungry", said, StringComparison.Ordinal);
            Assert.Contains("(out-of-memory)", said, StringComparison.Ordinal);
            Assert.DoesNotContain("image-", said, StringComparison.Ordinal);
        }

        Assert.Contains("Did you mean hungry?", (await agent.CallAsync("read_diagnosis", ("namespace", Space), ("workload", "Deployment/hungri"))).Bad("SRE0404"), StringComparison.Ordinal);
    }

    private async Task<ControlPlane> WorldAsync()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(Space);
        await plane.World.CreateAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: hungry, namespace: {{Space}} }
            spec:
              selector: { matchLabels: { app: hungry } }
              template:
                metadata: { labels: { app: hungry }, annotations: { testbed/outcome: out-of-memory } }
                spec: { containers: [{ name: main, image: "registry.example.com/hungry:1.0" }] }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: pictureless, namespace: {{Space}} }
            spec:
              selector: { matchLabels: { app: pictureless } }
              template:
                metadata: { labels: { app: pictureless }, annotations: { testbed/outcome: no-image } }
                spec: { containers: [{ name: main, image: "registry.example.com/pictureless:1.0" }] }
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: { name: pod-viewer, namespace: {{Space}} }
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: { name: pod-viewer, namespace: {{Space}} }
            rules: [{ apiGroups: [""], resources: [pods, events], verbs: [list] }]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: pod-viewer, namespace: {{Space}} }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: pod-viewer }
            subjects: [{ kind: ServiceAccount, name: pod-viewer, namespace: {{Space}} }]
            """);
        await plane.Admin.WaitAsync(
            $"/api/v1/namespaces/{Space}/pods",
            pods => pods["items"]!.AsArray().Count >= 2 && pods["items"]!.AsArray().All(pod => pod!["status"]?["containerStatuses"] is not null));
        return plane;
    }

    /// <summary>A kubeconfig of a ServiceAccount that may list pods and events of one namespace, and nothing else.</summary>
    private async Task<string> PodViewerAsync(ControlPlane plane)
    {
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["audiences"] = new JsonArray("https://kubernetes.default.svc") } };
        var token = (string)(await plane.Admin.CreateAsync($"/api/v1/namespaces/{Space}/serviceaccounts/pod-viewer/token", request))["status"]!["token"]!;
        PlantedSecrets.Plant("token of the pod viewer", token);
        var authority = await File.ReadAllTextAsync(plane.CertificateAuthorityFile, TestContext.Current.CancellationToken);
        var path = Path.Combine(_home.Path, "viewer.kubeconfig");
        await File.WriteAllTextAsync(path, KubeconfigText.Of(new KubeconfigContext("viewer", plane.Server.AbsoluteUri, authority, $"token: '{token}'", Namespace: Space)), TestContext.Current.CancellationToken);
        return path;
    }
}
