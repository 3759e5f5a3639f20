using System.Net;
using System.Text.Json.Nodes;
using SreMcp.Sources.Kubernetes.Recorded;

namespace SreMcp.UnitTests.Kubernetes.Recorded;

public sealed class RecordedReadTests : IDisposable
{
    private const string Payments = "/api/v1/namespaces/payments/pods";

    /// <summary>Kinds that change: tools change them, or controllers do in consequence.</summary>
    private static readonly string[] Changing =
        ["/pods", "/deployments", "/replicasets", "/statefulsets", "/daemonsets", "/controllerrevisions", "/nodes", "/endpoints", "/services", "/configmaps", "/cronjobs"];

    private readonly Played _played = new();

    public void Dispose() => _played.Dispose();

    [Theory]
    [InlineData("?labelSelector=app%3Dapi", 3)]
    [InlineData("?labelSelector=app!%3Dapi", 1)]
    [InlineData("?labelSelector=app%20in%20(api,payouts)", 4)]
    [InlineData("?labelSelector=app%20notin%20(api,payouts)", 0)]
    [InlineData("?labelSelector=app,pod-template-hash", 4)]
    [InlineData("?labelSelector=!app", 0)]
    [InlineData("?fieldSelector=status.phase%3DRunning", 4)]
    [InlineData("?fieldSelector=status.phase!%3DRunning", 0)]
    [InlineData("?labelSelector=app%3D%3Dapi&fieldSelector=metadata.namespace%3Dpayments", 3)]
    public async Task Selects_as_a_server_does(string query, int count) => Assert.Equal(count, (await _played.NamesAsync(Payments + query)).Length);

    [Theory]
    [InlineData("?labelSelector=a%20b")]
    [InlineData("?fieldSelector=spec.colour%3Dred")]
    [InlineData("?fieldSelector=nonsense")]
    [InlineData("?continue=%21%21")]
    public async Task Does_not_guess_at_a_query_that_it_cannot_read(string query) =>
        Assert.Equal("BadRequest", (string?)(await _played.GetAsync(Payments + query, expected: HttpStatusCode.BadRequest))["reason"]);

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/v1/nothings")]
    [InlineData("/apis/rbac.authorization.k8s.io/v1/clusterroles")]
    [InlineData("/api/v1/namespaces/payments/pods/api/exec")]
    public async Task Says_404_to_paths_that_nothing_serves(string path) => await _played.GetAsync(path, expected: HttpStatusCode.NotFound);

    [Fact]
    public async Task Names_the_object_that_is_not_there()
    {
        var missing = await _played.GetAsync("/apis/apps/v1/namespaces/payments/deployments/absent", expected: HttpStatusCode.NotFound);

        Assert.Equal(("NotFound", "deployments.apps \"absent\" not found"), ((string?)missing["reason"], (string?)missing["message"]));
    }

    [Fact]
    public async Task Pages_give_every_object_once()
    {
        List<string> names = [];
        string? token = null;
        do
        {
            var page = await _played.GetAsync($"/api/v1/pods?limit=2{(token is null ? "" : $"&continue={Uri.EscapeDataString(token)}")}");
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
            token = (string?)page["metadata"]!["continue"];
        }
        while (token is not null);

        Assert.Equal(await _played.NamesAsync("/api/v1/pods"), names);
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>What we work out for objects that changed is what the real server showed for those that were recorded.</summary>
    [Theory]
    [InlineData("production")]
    [InlineData("staging")]
    [InlineData("development")]
    public void Cells_are_worked_out_as_the_real_server_does(string context)
    {
        var recording = Recording.Embedded(context, TimeProvider.System.GetUtcNow());
        foreach (var (path, entries) in recording.Cluster["collections"]!.AsObject().Where(collection => Changing.Any(collection.Key.EndsWith)))
        {
            var columns = recording.Server["columns"]![path]!.AsArray().Select(column => (string)column!["name"]!).ToArray();
            foreach (var entry in entries!.AsArray())
            {
                var item = entry!["object"]!.AsObject();
                foreach (var (index, column) in columns.Index().Where(pair => pair.Item is not "Age"))
                {
                    JsonNode made = RecordedTable.Cell(path[(path.LastIndexOf('/') + 1)..], column, item) ?? "<none>";
                    Assert.True(JsonNode.DeepEquals(entry["cells"]![index], made), $"{path}, {column}: {made.ToJsonString()} in place of {entry["cells"]![index]!.ToJsonString()}");
                }
            }
        }
    }

    [Fact]
    public async Task The_incident_is_always_fresh()
    {
        var table = await _played.TableAsync("/apis/apps/v1/namespaces/payments/replicasets?labelSelector=app%3Dapi");
        var ages = table["rows"]!.AsArray().Select(row => (string)row!["cells"]![4]!).ToArray();
        Assert.Equal(["18m", "12d", "12d"], ages.Select(age => age is "17m" ? "18m" : age));

        _played.Time.Advance(TimeSpan.FromHours(1));
        table = await _played.TableAsync("/apis/apps/v1/namespaces/payments/replicasets?labelSelector=app%3Dapi");
        Assert.Matches("7[78]m", (string)table["rows"]![0]!["cells"]![4]!);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(599, "9m59s")]
    [InlineData(600, "10m")]
    [InlineData(10_799, "179m")]
    [InlineData(10_800, "3h")]
    [InlineData(27_060, "7h31m")]
    [InlineData(172_799, "47h")]
    [InlineData(180_000, "2d2h")]
    [InlineData(1_000_000, "11d")]
    [InlineData(-5, "<invalid>")]
    public void Ages_are_worded_as_the_server_words_them(long seconds, string age) => Assert.Equal(age, HumanAge.Of(TimeSpan.FromSeconds(seconds)));
}
