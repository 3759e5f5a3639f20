using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class RolloutTests
{
    private const string Template = """{"metadata":{"labels":{"app":"api"}},"spec":{"containers":[{"name":"api","image":"api:2","env":[{"name":"DB_PASSWORD","value":"s3cr3t"}]}]}}""";

    [Fact]
    public void Restarts_as_kubectl_does_and_only_the_object_that_was_read()
    {
        var patch = Rollout.RestartPatch(Workload(), new ManualTime());

        Assert.Equal(PatchKind.StrategicMerge, patch.Kind);
        Assert.Equal(
            """{"metadata":{"uid":"u1"},"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-11-20T22:00:00Z"}}}}}""",
            Encoding.UTF8.GetString(patch.Body.Span));
    }

    [Fact]
    public void Refuses_to_restart_what_is_paused() =>
        Assert.Equal(Errors.Objects.CannotBeChanged, Assert.Throws<SreException>(() => Rollout.RestartPatch(Workload(spec: "\"paused\":true,"), new ManualTime())).Code);

    [Fact]
    public void Scales_from_the_number_that_was_read()
    {
        var patch = Rollout.ScalePatch(Workload(spec: "\"replicas\":3,"), 5);

        Assert.Equal(
            """[{"op":"test","path":"/metadata/uid","value":"u1"},{"op":"test","path":"/spec/replicas","value":3},{"op":"add","path":"/spec/replicas","value":5}]""",
            Encoding.UTF8.GetString(patch.Body.Span));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void Refuses_a_number_of_replicas_out_of_range(int replicas) =>
        Assert.Equal(Errors.Objects.CannotBeChanged, Assert.Throws<SreException>(() => Rollout.ScalePatch(Workload(), replicas)).Code);

    [Fact]
    public void Refuses_to_scale_what_has_no_replicas() =>
        Assert.Equal(Errors.Objects.CannotBeChanged, Assert.Throws<SreException>(() => Rollout.ScalePatch(Given.Object("""{"metadata":{}}""", Given.DaemonSets), 1)).Code);

    [Fact]
    public void Has_rollouts_for_three_kinds_only() =>
        Assert.Equal(Errors.Objects.NotAWorkload, Assert.Throws<SreException>(() => Rollout.RestartPatch(Given.Object("""{"metadata":{}}""", Given.Pods), new ManualTime())).Code);

    [Fact]
    public void Undoes_with_the_true_template_and_a_test_of_the_present_one()
    {
        var kept = Encoding.UTF8.GetBytes("""
            {"metadata":{"name":"api-1"},"spec":{"template":{"metadata":{"creationTimestamp":null,"labels":{"app":"api","pod-template-hash":"1a2b"}},"spec":{"containers":[{"name":"api","image":"api:1","env":[{"name":"DB_PASSWORD","value":"0ld"}]}]}}}}
            """);

        var patch = Encoding.UTF8.GetString(Rollout.UndoPatch(Workload(annotations: "\"kubernetes.io/change-cause\":\"bad one\""), Kept(kept, isLive: false)).Body.Span);

        Assert.Equal(
            """[{"op":"test","path":"/metadata/uid","value":"u1"},{"op":"test","path":"/spec/template","value":"""
            + Template
            + """},{"op":"replace","path":"/spec/template","value":{"metadata":{"creationTimestamp":null,"labels":{"app":"api"}},"spec":{"containers":[{"name":"api","image":"api:1","env":[{"name":"DB_PASSWORD","value":"0ld"}]}]}}},{"op":"remove","path":"/metadata/annotations/kubernetes.io~1change-cause"}]""",
            patch);
    }

    [Fact]
    public void Takes_the_patch_directive_off_a_controller_revision()
    {
        var kept = Encoding.UTF8.GetBytes("""{"metadata":{"name":"db-1"},"data":{"spec":{"template":{"$patch":"replace","spec":{"containers":[]}}}},"revision":1}""");

        Assert.EndsWith("""{"op":"replace","path":"/spec/template","value":{"spec":{"containers":[]}}}]""", Encoding.UTF8.GetString(Rollout.UndoPatch(Workload(), Kept(kept, isLive: false)).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_to_undo_to_what_runs_already() =>
        Assert.Equal(Errors.Objects.AlreadyThere, Assert.Throws<SreException>(() => Rollout.UndoPatch(Workload(), Kept([], isLive: true))).Code);

    [Theory]
    [InlineData("\"replicas\":3", """{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3}""", RolloutPhase.Complete)]
    [InlineData("\"replicas\":3", """{"observedGeneration":1,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3}""", RolloutPhase.Progressing)]
    [InlineData("\"replicas\":3", """{"observedGeneration":2,"replicas":4,"updatedReplicas":3,"readyReplicas":4,"availableReplicas":4}""", RolloutPhase.Progressing)]
    [InlineData("\"replicas\":3", """{"observedGeneration":2,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":2}""", RolloutPhase.Progressing)]
    [InlineData("\"replicas\":3,\"paused\":true", """{"observedGeneration":2,"replicas":3,"updatedReplicas":1}""", RolloutPhase.Paused)]
    [InlineData("\"replicas\":3", """{"observedGeneration":2,"replicas":3,"updatedReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}""", RolloutPhase.Failed)]
    [InlineData("\"replicas\":0", """{"observedGeneration":2}""", RolloutPhase.Complete)]
    public void Knows_when_a_Deployment_is_through(string spec, string status, RolloutPhase phase) => Assert.Equal(phase, StatusOf(Given.Deployments, spec, status).Phase);

    [Theory]
    [InlineData("\"replicas\":2", """{"observedGeneration":2,"replicas":2,"readyReplicas":2,"currentRevision":"a","updateRevision":"a"}""", RolloutPhase.Complete, "")]
    [InlineData("\"replicas\":2", """{"observedGeneration":2,"replicas":2,"readyReplicas":2,"updatedReplicas":1,"currentRevision":"a","updateRevision":"b"}""", RolloutPhase.Progressing, "")]
    [InlineData("\"replicas\":2,\"updateStrategy\":{\"rollingUpdate\":{\"partition\":1}}", """{"observedGeneration":2,"replicas":2,"readyReplicas":2,"updatedReplicas":1,"currentRevision":"a","updateRevision":"b"}""", RolloutPhase.Complete, "pods below ordinal 1 keep their revision (partition)")]
    [InlineData("\"replicas\":2,\"updateStrategy\":{\"type\":\"OnDelete\"}", """{"observedGeneration":2,"replicas":2,"readyReplicas":2,"updatedReplicas":0,"currentRevision":"a","updateRevision":"b"}""", RolloutPhase.Complete, "pods change only when they are deleted (OnDelete)")]
    public void Knows_when_a_StatefulSet_is_through(string spec, string status, RolloutPhase phase, string note)
    {
        var now = StatusOf(Given.StatefulSets, spec, status);

        Assert.Equal((phase, note), (now.Phase, now.Note));
    }

    [Theory]
    [InlineData("""{"observedGeneration":2,"desiredNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":2,"numberReady":2}""", RolloutPhase.Complete)]
    [InlineData("""{"observedGeneration":2,"desiredNumberScheduled":2,"updatedNumberScheduled":1,"numberAvailable":2,"numberReady":2}""", RolloutPhase.Progressing)]
    public void Knows_when_a_DaemonSet_is_through(string status, RolloutPhase phase) => Assert.Equal(phase, StatusOf(Given.DaemonSets, "\"x\":1", status).Phase);

    [Fact]
    public void Shows_what_differs_between_two_templates_field_by_field()
    {
        var before = Given.Json("""{"metadata":{"labels":{"pod-template-hash":"1"}},"spec":{"containers":[{"name":"api","image":"api:1","command":["a","b"],"env":[{"name":"MODE","value":"x"},{"name":"GONE","value":"y"}],"resources":{"limits":{"memory":"512Mi"}},"readinessProbe":{"httpGet":{"path":"/","port":80}}},{"name":"side","image":"s:1"}]}}""");
        var after = Given.Json("""{"metadata":{"labels":{"pod-template-hash":"2"}},"spec":{"containers":[{"name":"api","image":"api:2","command":["a","c"],"env":[{"name":"NEW","value":"z"},{"name":"MODE","value":"x"}],"resources":{"limits":{"memory":"128Mi"}},"readinessProbe":{"httpGet":{"path":"/","port":8080}}}]}}""");

        Assert.Equal(
            [
                "containers[api].image: api:1 -> api:2",
                """containers[api].command: ["a","b"] -> ["a","c"]""",
                "containers[api].env[GONE].name: GONE -> (gone)",
                "containers[api].env[GONE].value: y -> (gone)",
                "containers[api].env[NEW].name: (not set) -> NEW",
                "containers[api].env[NEW].value: (not set) -> z",
                "containers[api].resources.limits.memory: 512Mi -> 128Mi",
                "containers[api].readinessProbe.httpGet.port: 80 -> 8080",
                "containers[side].name: side -> (gone)",
                "containers[side].image: s:1 -> (gone)",
            ],
            TemplateDiff.Between(before, after).Select(change => change.ToString()));
        Assert.Empty(TemplateDiff.Between(before, before));
    }

    [Theory]
    [InlineData("deploy/api", "deploy", "api")]
    [InlineData("apps/v1/Deployment/api", "apps/v1/Deployment", "api")]
    public void Reads_a_workload_as_people_name_it(string text, string kind, string name) => Assert.Equal(new WorkloadReference(kind, name), WorkloadReference.Parse(text));

    [Theory]
    [InlineData("api")]
    [InlineData("deploy/")]
    [InlineData("/api")]
    public void Refuses_a_workload_without_kind_or_name(string text) => Assert.Equal(Errors.Objects.NotAWorkload, Assert.Throws<SreException>(() => WorkloadReference.Parse(text)).Code);

    private static RolloutStatus StatusOf(ApiResource resource, string spec, string status) =>
        RolloutStatus.Of(Given.Object($$$$$"""{"metadata":{"name":"x","generation":2},"spec":{{{{{{spec}}}}}},"status":{{{{{status}}}}}}""", resource));

    private static KubernetesObject Workload(string spec = "", string annotations = "") =>
        Given.Object($$$$$"""{"metadata":{"name":"api","namespace":"shop","uid":"u1","annotations":{{{{{{annotations}}}}}}},"spec":{{{{{{spec}}}}}"template":{{{{{Template}}}}}}}""", Given.Deployments);

    private static Revision Kept(byte[] raw, bool isLive) => new(raw)
    {
        Number = 1,
        KeptIn = "api-1",
        Created = null,
        ChangeCause = default,
        Images = [],
        IsLive = isLive,
        Template = default,
    };
}
