using System.Text.Json;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Drift;

public sealed class ManifestComparisonTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":2}}""", """{"spec":{"replicas":2,"strategy":{"type":"RollingUpdate"},"revisionHistoryLimit":10}}""")]
    [InlineData("""{"metadata":{"creationTimestamp":null,"name":"x"},"status":{}}""", """{"metadata":{"name":"x","uid":"1"},"status":{"replicas":2}}""")]
    [InlineData("""{"spec":{"resources":{"limits":{"cpu":"1000m","memory":"1024Mi"}}}}""", """{"spec":{"resources":{"limits":{"cpu":"1","memory":"1Gi"}}}}""")]
    [InlineData("""{"spec":{"resources":{"limits":{"cpu":1}}}}""", """{"spec":{"resources":{"limits":{"cpu":"1"}}}}""")]
    [InlineData("""{"spec":{"hostNetwork":false,"volumes":[],"securityContext":{}}}""", """{"spec":{}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"b"},{"name":"a","image":"i"}]}}""", """{"spec":{"containers":[{"name":"a","image":"i","imagePullPolicy":"Always"},{"name":"b"},{"name":"injected"}]}}""")]
    [InlineData("""{"spec":{"rules":[{"host":"a"}]}}""", """{"spec":{"rules":[{"host":"a","pathType":"Prefix"}]}}""")]
    [InlineData("""{"spec":{"ports":[{"port":80}]}}""", """{"spec":{"ports":[{"port":80,"protocol":"TCP","nodePort":30080}]}}""")]
    public void Ignores_what_is_defaulted_managed_or_written_otherwise(string manifest, string live) => Assert.Empty(Compare(manifest, live));

    [Theory]
    [InlineData("""{"spec":{"replicas":3}}""", """{"spec":{"replicas":2}}""", "spec.replicas: 2 -> 3")]
    [InlineData("""{"spec":{"replicas":0}}""", """{"spec":{"replicas":2}}""", "spec.replicas: 2 -> 0")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"i:2"}]}}""", """{"spec":{"containers":[{"name":"a","image":"i:1"}]}}""", "spec.containers[a].image: i:1 -> i:2")]
    [InlineData("""{"spec":{"args":["a"]}}""", """{"spec":{"args":["a","b"]}}""", """spec.args: ["a","b"] -> ["a"]""")]
    [InlineData("""{"spec":{"rules":[{"host":"a"}]}}""", """{"spec":{"rules":[{"host":"b"}]}}""", "spec.rules[0].host: b -> a")]
    [InlineData("""{"metadata":{"labels":{"v":"1.0"}}}""", """{"metadata":{"labels":{"v":"1"}}}""", "metadata.labels.v: 1 -> 1.0")]
    [InlineData("""{"spec":{"automountServiceAccountToken":false}}""", """{"spec":{}}""", "spec.automountServiceAccountToken: (not set) -> false")]
    [InlineData("""{"stringData":{"a":"x"}}""", """{"data":{"a":"y","b":"z"}}""", "data.a: y -> x")]
    [InlineData("""{"spec":{"type":"a\nb"}}""", """{"spec":{"type":{"x":1}}}""", """spec.type: {"x":1} -> a b""")]
    public void Names_a_field_that_differs(string manifest, string live, string expected) =>
        Assert.Equal(expected, Assert.Single(Compare(manifest, live)).ToString());

    [Fact]
    public void A_field_that_was_applied_before_and_is_missing_now_goes()
    {
        var changes = Compare(
            """{"spec":{"env":[{"name":"A"}]}}""",
            """{"metadata":{"labels":{"x":"1"}},"spec":{"paused":true,"replicas":2,"env":[{"name":"A"},{"name":"B","value":"b"},{"name":"INJECTED"}]}}""",
            applied: """{"spec":{"paused":true,"env":[{"name":"A"},{"name":"B"}],"gone":1}}""");

        Assert.Equal(["""spec.env[B]: {"name":"B","value":"b"} -> (gone)""", "spec.paused: true -> (gone)"], changes.Select(change => change.ToString()).Order(StringComparer.Ordinal));
        Assert.All(changes, change => Assert.True(change.IsRemoval));
    }

    [Fact]
    public void Says_who_set_a_field_and_takes_what_server_side_apply_no_longer_has_for_gone()
    {
        var changes = Compare(
            """{"spec":{"containers":[{"name":"a","image":"i:2"}]}}""",
            """{"spec":{"paused":true,"replicas":2,"containers":[{"name":"a","image":"i:1"}]}}""",
            accounts:
            [
                new("gitops", true, Json("""{"f:spec":{"f:paused":{},"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:image":{}}}}}""")),
                new("kubectl-scale", false, Json("""{"f:spec":{"f:replicas":{}}}""")),
            ]);

        Assert.Equal(["spec.containers[a].image: i:1 -> i:2   set by gitops", "spec.paused: true -> (gone)   set by gitops"], changes.Select(change => change.ToString()));
    }

    [Fact]
    public void Stops_at_a_number_of_changes_that_somebody_can_read()
    {
        var manifest = $$"""{"data":{ {{string.Join(',', Enumerable.Range(0, 5000).Select(index => $"\"k{index}\":\"a\""))}} } }""";
        Assert.Equal(200, Compare(manifest, """{"data":{}}""").Count);
    }

    [Fact]
    public void Knows_what_cannot_be_changed_and_what_replaces_pods()
    {
        ManifestChange[] changes = [new("spec.selector.matchLabels.app", "a", "b", []), new("spec.template.spec.containers[a].image", "1", "2", [])];

        Assert.Equal(["spec.selector"], ChangeConsequences.Refused("Deployment", changes));
        Assert.Empty(ChangeConsequences.Refused("Service", [new("spec.selector.app", "a", "b", [])]));
        Assert.True(ChangeConsequences.ReplacesPods("Deployment", changes));
        Assert.False(ChangeConsequences.ReplacesPods("Deployment", [new("spec.replicas", "1", "2", [])]));
    }

    private static IReadOnlyList<ManifestChange> Compare(string manifest, string live, string? applied = null, IReadOnlyList<FieldAccount>? accounts = null) =>
        ManifestComparison.Of(Json(manifest), Json(live), applied is null ? null : Json(applied), accounts ?? []);

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
