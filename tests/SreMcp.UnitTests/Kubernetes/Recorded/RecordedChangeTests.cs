using System.Net;
using System.Text.Json.Nodes;

namespace SreMcp.UnitTests.Kubernetes.Recorded;

public sealed class RecordedChangeTests : IDisposable
{
    private const string Api = "/apis/apps/v1/namespaces/payments/deployments/api";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string JsonPatch = "application/json-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    private readonly Played _played = new();

    public void Dispose() => _played.Dispose();

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var before = await _played.GetAsync(Api);
        var answer = await _played.SendAsync(HttpMethod.Patch, $"{Api}?dryRun=All", Limit("1Gi"), Strategic);

        Assert.Equal("1Gi", MemoryLimit(answer));
        Assert.True(JsonNode.DeepEquals(before, await _played.GetAsync(Api)));
    }

    [Theory]
    [InlineData("512Mi", 3)]
    [InlineData("129Mi", 3)]
    [InlineData("128Mi", 0)]
    [InlineData("64Mi", 0)]
    public async Task A_limit_larger_than_the_one_that_was_too_small_heals(string limit, int ready)
    {
        await _played.SendAsync(HttpMethod.Patch, Api, Limit(limit), Strategic);
        Assert.NotEqual(3, (int?)(await _played.GetAsync(Api))["status"]!["readyReplicas"]);
        _played.Time.Advance(TimeSpan.FromSeconds(2));

        var after = await _played.GetAsync(Api);
        Assert.Equal(ready, (int?)after["status"]!["readyReplicas"] ?? 0);
        Assert.Equal((int?)after["metadata"]!["generation"], (int?)after["status"]!["observedGeneration"]);
        Assert.Equal(ready > 0, (await _played.GetAsync("/api/v1/namespaces/payments/endpoints/api"))["subsets"]![0]!["addresses"] is not null);
    }

    [Fact]
    public async Task A_new_template_is_a_new_revision_and_an_old_one_again_gets_a_new_number()
    {
        var template = (await _played.GetAsync(Api))["spec"]!["template"]!;
        await _played.SendAsync(HttpMethod.Patch, Api, Limit("1Gi"), Strategic);
        _played.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("4", await RevisionAsync());
        Assert.Equal(4, (await _played.NamesAsync("/apis/apps/v1/namespaces/payments/replicasets?labelSelector=app%3Dapi")).Length);

        await _played.SendAsync(HttpMethod.Patch, Api, $$"""[{"op":"replace","path":"/spec/template","value":{{template.ToJsonString()}}}]""", JsonPatch);
        _played.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("5", await RevisionAsync());
        Assert.Equal(4, (await _played.NamesAsync("/apis/apps/v1/namespaces/payments/replicasets?labelSelector=app%3Dapi")).Length);
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/metadata/uid","value":"another"}]""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""[{"op":"remove","path":"/spec/absent"}]""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""[{"op":"add","path":"/spec/absent/deeper","value":1}]""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"not":"a list"}""", HttpStatusCode.BadRequest)]
    [InlineData("nonsense", HttpStatusCode.BadRequest)]
    public async Task A_patch_that_does_not_fit_is_refused(string patch, HttpStatusCode status) => await _played.SendAsync(HttpMethod.Patch, Api, patch, JsonPatch, expected: status);

    [Fact]
    public async Task A_patch_for_another_object_of_the_same_name_is_invalid() =>
        await _played.SendAsync(HttpMethod.Patch, Api, """{"metadata":{"uid":"another"}}""", Strategic, expected: HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task Scales_by_its_subresource()
    {
        await _played.SendAsync(HttpMethod.Patch, "/apis/apps/v1/namespaces/gateway/deployments/web/scale", """[{"op":"test","path":"/spec/replicas","value":2},{"op":"add","path":"/spec/replicas","value":5}]""", JsonPatch);
        _played.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(5, (await _played.NamesAsync("/api/v1/namespaces/gateway/pods")).Length);
        Assert.Equal(5, (int?)(await _played.GetAsync("/apis/apps/v1/namespaces/gateway/deployments/web"))["status"]!["availableReplicas"]);
    }

    [Fact]
    public async Task A_deleted_pod_is_replaced_by_another()
    {
        var before = await _played.NamesAsync("/api/v1/namespaces/gateway/pods");
        await _played.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/gateway/pods/{before[0]}", """{"preconditions":{"uid":"another"}}""", expected: HttpStatusCode.Conflict);
        await _played.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/gateway/pods/{before[0]}?dryRun=All", """{"dryRun":["All"]}""");
        Assert.Equal(before, await _played.NamesAsync("/api/v1/namespaces/gateway/pods"));

        await _played.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/gateway/pods/{before[0]}", "{}");
        _played.Time.Advance(TimeSpan.FromSeconds(2));

        var after = await _played.NamesAsync("/api/v1/namespaces/gateway/pods");
        Assert.Equal((2, false), (after.Length, after.Contains(before[0], StringComparer.Ordinal)));
        Assert.Equal("2/2", (string?)(await _played.TableAsync("/apis/apps/v1/namespaces/gateway/deployments"))["rows"]![0]!["cells"]![1]);
    }

    [Fact]
    public async Task Pods_go_nowhere_when_every_node_is_cordoned()
    {
        foreach (var node in new[] { "worker-1", "worker-2" })
        {
            await _played.SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{node}", """{"spec":{"unschedulable":true}}""", Strategic);
        }

        await _played.SendAsync(HttpMethod.Patch, "/apis/apps/v1/namespaces/gateway/deployments/web/scale", """[{"op":"add","path":"/spec/replicas","value":3}]""", JsonPatch);
        _played.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Single((await _played.GetAsync("/api/v1/namespaces/gateway/pods?fieldSelector=status.phase%3DPending"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Applies_what_is_new_and_merges_what_is_there()
    {
        await _played.SendAsync(HttpMethod.Patch, "/api/v1/namespaces/gateway/configmaps/banner", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"banner"},"data":{"a":"1"}}""", Apply);
        await _played.SendAsync(HttpMethod.Patch, "/api/v1/namespaces/gateway/configmaps/banner", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"banner"},"data":{"b":"2"}}""", Apply);

        Assert.Equal("""{"a":"1","b":"2"}""", (await _played.GetAsync("/api/v1/namespaces/gateway/configmaps/banner"))["data"]!.ToJsonString());
        await _played.SendAsync(HttpMethod.Patch, "/api/v1/namespaces/absent/configmaps/banner", """{"metadata":{"name":"banner"}}""", Apply, expected: HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/payments/pods")]
    [InlineData("PUT", Api)]
    [InlineData("DELETE", Api)]
    [InlineData("PATCH", "/api/v1/namespaces/payments/secrets/api-credentials")]
    public async Task Offers_no_change_that_no_tool_makes(string method, string path) =>
        await _played.SendAsync(new HttpMethod(method), path, "{}", Strategic, expected: HttpStatusCode.MethodNotAllowed);

    private async Task<string?> RevisionAsync() => (string?)(await _played.GetAsync(Api))["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"];

    private static string? MemoryLimit(JsonNode deployment) => (string?)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"];

    private static string Limit(string memory) =>
        """{"spec":{"template":{"spec":{"containers":[{"name":"api","resources":{"limits":{"memory":"LIMIT"}}}]}}}}""".Replace("LIMIT", memory, StringComparison.Ordinal);
}
