using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using static SreMcp.IntegrationTests.Kubernetes.Api.OpenedCluster;

namespace SreMcp.IntegrationTests.Kubernetes.Api;

/// <summary>What changes something, each in a namespace of its own.</summary>
public sealed class ChangingTests(ControlPlanes planes)
{
    private const string Image = "registry.example.com/web:";

    [Fact]
    public async Task Restarts_once_after_a_rehearsal_that_changes_nothing_and_waits()
    {
        var (plane, opened, workload) = await DeployedAsync("restarted");
        using var cluster = opened;
        var grant = await opened.GrantAsync(Operations.KubernetesRestart, "restarted", "Deployment", "web");
        var patch = Rollout.RestartPatch(workload, TimeProvider.System);

        await SendAsync(opened, workload, patch, grant, dryRun: true);
        var rehearsed = await plane.Admin.GetAsync(PathOf("restarted"));
        await SendAsync(opened, workload, patch, grant, dryRun: false);
        List<RolloutStatus> seen = [];
        var status = await Rollout.WaitAsync(opened.Cluster, workload, new Collected(seen), TimeSpan.FromMinutes(1), Ended);

        Assert.Equal(workload.Generation, (long)rehearsed["metadata"]!["generation"]!);
        Assert.Equal(RolloutPhase.Complete, status.Phase);
        Assert.Equal(status, seen[^1]);
        Assert.NotNull((await plane.Admin.GetAsync(PathOf("restarted")))["spec"]!["template"]!["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"]);
    }

    [Fact]
    public async Task Never_restarts_another_object_of_the_same_name()
    {
        var (plane, opened, workload) = await DeployedAsync("renewed");
        using var cluster = opened;
        var patch = Rollout.RestartPatch(workload, TimeProvider.System);
        await plane.Admin.DeleteAsync(PathOf("renewed"));
        await plane.World.DeployAsync("renewed", "web", Image + "1", replicas: 1);

        var refused = await Assert.ThrowsAsync<SreException>(async () =>
            await SendAsync(opened, workload, patch, await opened.GrantAsync(Operations.KubernetesRestart, "renewed", "Deployment", "web"), dryRun: false));

        Assert.Contains(refused.Code, (ErrorCode[])[Errors.Answers.Conflict, Errors.Answers.Invalid]);
    }

    [Fact]
    public async Task Lists_revisions_shows_what_differs_and_goes_back_to_one()
    {
        var (plane, opened, _) = await DeployedAsync("undone");
        using var cluster = opened;
        await plane.World.RollToAsync("undone", "web", Image + "2");
        var workload = await ReadAsync(opened, "undone");
        var history = await Revisions.ListAsync(opened.Cluster, workload, Ended);

        Assert.Equal([(2L, true, Image + "2"), (1L, false, Image + "1")], history.Select(revision => (revision.Number, revision.IsLive, revision.Images[0])));
        Assert.Equal($"containers[main].image: {Image}1 -> {Image}2", Assert.Single(TemplateDiff.Between(history[1], history[0])).ToString());

        var grant = await opened.GrantAsync(Operations.KubernetesUndo, "undone", "Deployment", "web");
        await SendAsync(opened, workload, Rollout.UndoPatch(workload, Revisions.Choose(history, null)), grant, dryRun: true);
        await SendAsync(opened, workload, Rollout.UndoPatch(workload, Revisions.Choose(history, 1)), grant, dryRun: false);
        var status = await Rollout.WaitAsync(opened.Cluster, workload, progress: null, TimeSpan.FromMinutes(1), Ended);

        var now = await Revisions.ListAsync(opened.Cluster, await ReadAsync(opened, "undone"), Ended);
        Assert.Equal(RolloutPhase.Complete, status.Phase);
        Assert.Equal([(3L, true, Image + "1"), (2L, false, Image + "2")], now.Select(revision => (revision.Number, revision.IsLive, revision.Images[0])));
    }

    [Fact]
    public async Task Refuses_to_undo_over_a_change_that_was_made_after_reading()
    {
        var (plane, opened, _) = await DeployedAsync("raced");
        using var cluster = opened;
        await plane.World.RollToAsync("raced", "web", Image + "2");
        var workload = await ReadAsync(opened, "raced");
        var patch = Rollout.UndoPatch(workload, Revisions.Choose(await Revisions.ListAsync(opened.Cluster, workload, Ended), 1));
        await plane.World.RollToAsync("raced", "web", Image + "3");

        var refused = await Assert.ThrowsAsync<SreException>(async () =>
            await SendAsync(opened, workload, patch, await opened.GrantAsync(Operations.KubernetesUndo, "raced", "Deployment", "web"), dryRun: false));

        Assert.Equal(Errors.Objects.ChangedMeanwhile, refused.Code);
        Assert.Equal(Image + "3", (string?)(await plane.Admin.GetAsync(PathOf("raced")))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    [Theory]
    [InlineData("StatefulSet", "serviceName: web,")]
    [InlineData("DaemonSet", "")]
    public async Task Goes_back_with_sets_that_keep_controller_revisions(string kind, string extra)
    {
        var plane = await planes.DevelopmentAsync();
        var (name, path) = ($"undo-{kind.ToLowerInvariant()}", $"/apis/apps/v1/namespaces/undo-{kind.ToLowerInvariant()}/{kind.ToLowerInvariant()}s/web");
        await plane.SeededAsync();
        await plane.World.NamespaceAsync(name);
        await plane.World.CreateAsync($$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: { name: web, namespace: {{name}} }
            spec: { {{extra}} selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [ { name: main, image: "{{Image}}1" } ] } } }
            """);
        using var opened = new OpenedCluster(plane);
        var resource = await opened.Cluster.ResolveAsync(kind, Ended);
        await Rollout.WaitAsync(opened.Cluster, await opened.Cluster.GetAsync(resource, name, "web", Ended), null, TimeSpan.FromMinutes(1), Ended);
        await plane.Admin.MergeAsync(path, JsonNode.Parse($$"""{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"{{Image}}2"}]} } } }""")!);
        var workload = await opened.Cluster.GetAsync(resource, name, "web", Ended);
        await Rollout.WaitAsync(opened.Cluster, workload, null, TimeSpan.FromMinutes(1), Ended);
        workload = await opened.Cluster.GetAsync(resource, name, "web", Ended);
        var history = await Revisions.ListAsync(opened.Cluster, workload, Ended);

        Assert.Equal([(2L, true), (1L, false)], history.Select(revision => (revision.Number, revision.IsLive)));
        await SendAsync(opened, workload, Rollout.UndoPatch(workload, Revisions.Choose(history, null)), await opened.GrantAsync(Operations.KubernetesUndo, name, kind, "web"), dryRun: false);

        var status = await Rollout.WaitAsync(opened.Cluster, workload, null, TimeSpan.FromMinutes(1), Ended);
        Assert.Equal(RolloutPhase.Complete, status.Phase);
        Assert.Equal(Image + "1", (string?)(await plane.Admin.GetAsync(path))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public async Task Scales_through_the_subresource_and_only_from_what_was_read()
    {
        var (plane, opened, workload) = await DeployedAsync("scaled");
        using var cluster = opened;
        var grant = await opened.GrantAsync(Operations.KubernetesScale, "scaled", "Deployment", "web");
        var patch = Rollout.ScalePatch(workload, 3);

        var rehearsed = await SendAsync(opened, workload, patch, grant, dryRun: true, "scale");
        Assert.Equal((3L, "Scale"), (rehearsed.Number("spec", "replicas"), rehearsed.Kind));
        Assert.Equal(1, (int)(await plane.Admin.GetAsync(PathOf("scaled")))["spec"]!["replicas"]!);
        await SendAsync(opened, workload, patch, grant, dryRun: false, "scale");
        Assert.Equal(3, (int)(await plane.Admin.GetAsync(PathOf("scaled")))["spec"]!["replicas"]!);

        var again = await Assert.ThrowsAsync<SreException>(async () =>
            await SendAsync(opened, workload, patch, await opened.GrantAsync(Operations.KubernetesScale, "scaled", "Deployment", "web"), dryRun: false, "scale"));
        Assert.Equal(Errors.Objects.ChangedMeanwhile, again.Code);
    }

    [Fact]
    public async Task Deletes_exactly_the_pod_that_was_meant()
    {
        var (plane, opened, _) = await DeployedAsync("deleted");
        using var cluster = opened;
        var pods = await opened.Cluster.ResolveAsync("pods", Ended);
        var pod = Assert.Single(await opened.AllAsync(opened.Cluster.ObjectsAsync(pods, new() { Namespace = "deleted" }, Ended)));
        var path = $"/api/v1/namespaces/deleted/pods/{pod.Name}";
        var grant = await opened.GrantAsync(Operations.KubernetesDeletePod, "deleted", "Pod", pod.Name);

        await opened.Cluster.DeletePodAsync("deleted", pod.Name, pod.Uid, null, new() { Grant = grant, DryRun = true }, Ended);
        Assert.Null((await plane.Admin.GetAsync(path))["metadata"]!["deletionTimestamp"]);

        var wrong = await Assert.ThrowsAsync<SreException>(async () => await opened.Cluster.DeletePodAsync(
            "deleted", pod.Name, "0f0f0f0f-0000-0000-0000-000000000000", null,
            new() { Grant = await opened.GrantAsync(Operations.KubernetesDeletePod, "deleted", "Pod", pod.Name), DryRun = false }, Ended));
        Assert.Equal(Errors.Answers.Conflict, wrong.Code);
        Assert.Null((await plane.Admin.GetAsync(path))["metadata"]!["deletionTimestamp"]);

        await opened.Cluster.DeletePodAsync("deleted", pod.Name, pod.Uid, null, new() { Grant = grant, DryRun = false }, Ended);
        await plane.Admin.WaitAsync("/api/v1/namespaces/deleted/pods", list => list["items"]!.AsArray().All(item => (string?)item!["metadata"]!["name"] != pod.Name));
    }

    [Fact]
    public async Task Applies_what_nobody_else_manages_and_takes_nothing_over()
    {
        var (plane, opened, workload) = await DeployedAsync("applied");
        using var cluster = opened;

        var conflict = await Assert.ThrowsAsync<SreException>(async () => await ApplyAsync(opened, Manifest("web", "2")));
        Assert.Equal(Errors.Answers.Conflict, conflict.Code);

        var made = await ApplyAsync(opened, Manifest("other", "2"));
        Assert.Equal("other", made.Name);
        Assert.Equal(Image + "2", (string?)(await plane.Admin.GetAsync("/apis/apps/v1/namespaces/applied/deployments/other"))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);

        async Task<KubernetesObject> ApplyAsync(OpenedCluster on, (string Name, byte[] Json) manifest) => await on.Cluster.ApplyAsync(
            workload.Resource, "applied", manifest.Name, manifest.Json,
            new() { Grant = await on.GrantAsync(Operations.KubernetesApply, "applied", "Deployment", manifest.Name), DryRun = false }, Ended);
    }

    private static (string Name, byte[] Json) Manifest(string name, string tag) => (name, Encoding.UTF8.GetBytes($$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{{name}}}}}","namespace":"applied"},
         "spec":{"selector":{"matchLabels":{"app":"{{{{{name}}}}}"}},"template":{"metadata":{"labels":{"app":"{{{{{name}}}}}"}},"spec":{"containers":[{"name":"main","image":"{{{{{Image}}}}}{{{{{tag}}}}}"}]}}}}
        """));

    private async Task<(ControlPlane Plane, OpenedCluster Opened, KubernetesObject Workload)> DeployedAsync(string @namespace)
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        await plane.World.NamespaceAsync(@namespace);
        await plane.World.DeployAsync(@namespace, "web", Image + "1", replicas: 1);
        var opened = new OpenedCluster(plane);
        return (plane, opened, await ReadAsync(opened, @namespace));
    }

    private static Task<KubernetesObject> ReadAsync(OpenedCluster opened, string @namespace) =>
        WorkloadReference.Parse("deploy/web").ReadAsync(opened.Cluster, @namespace, Ended);

    private static Task<KubernetesObject> SendAsync(OpenedCluster opened, KubernetesObject workload, Patch patch, ExecuteGrant grant, bool dryRun, string? subresource = null) =>
        opened.Cluster.PatchAsync(workload.Resource, workload.Namespace, workload.Name, patch.Kind, patch.Body, new() { Grant = grant, DryRun = dryRun, Subresource = subresource }, Ended);

    private static string PathOf(string @namespace) => $"/apis/apps/v1/namespaces/{@namespace}/deployments/web";

    private sealed class Collected(List<RolloutStatus> seen) : IProgress<RolloutStatus>
    {
        public void Report(RolloutStatus value) => seen.Add(value);
    }
}
