using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary><c>read_kubernetes kind=events</c> over stdio on a real API server, through both APIs of events.</summary>
public sealed class EventReadingTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("events")]
    [InlineData("events.events.k8s.io")]
    public async Task Sums_up_by_reason_and_object_over_the_pods_of_a_workload_warnings_first(string kind)
    {
        await using var agent = await AgentAsync();

        var said = (await ReadAsync(agent, ("kind", kind))).Good();
        Assert.Contains("7 events in 5 groups, 3 of warnings", said, StringComparison.Ordinal);
        Assert.Matches(@"Warning +BackOff +Pod/api-\* \(2 objects\) +14 +3h +\d\dm +newest back-off", said);
        Assert.Matches(@"Warning +FailedMount +Pod/db-\* \(2 objects\) +5 ", said);
        Assert.Matches(@"(?s)Warning +FailedScheduling +Pod/lone +8 .*Normal +Scaled", said);
    }

    [Fact]
    public async Task Shows_only_warnings_or_one_workload_or_another_order_when_asked()
    {
        await using var agent = await AgentAsync();

        Assert.DoesNotContain("Normal", (await ReadAsync(agent, ("kind", "events"), ("problems", true))).Good(), StringComparison.Ordinal);
        var named = (await ReadAsync(agent, ("kind", "events"), ("name_pattern", "api*"))).Good();
        Assert.Contains("Deployment/api", named, StringComparison.Ordinal);
        Assert.DoesNotContain("Pod/db", named, StringComparison.Ordinal);
        Assert.Matches("(?s)BackOff.*FailedScheduling.*FailedMount", (await ReadAsync(agent, ("kind", "events"), ("sort", "-count"))).Good());
        Assert.Contains("7 match", (await ReadAsync(agent, ("kind", "events"), ("columns", new[] { "reason", "object" }), ("sort", "reason"))).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_a_misspelt_filter_with_what_was_meant()
    {
        await using var agent = await AgentAsync();

        Assert.Contains("'involvedObject.name'", (await ReadAsync(agent, ("kind", "events"), ("field_selector", "involvedObject.nme=api"))).Bad("SRE0104"), StringComparison.Ordinal);
        Assert.Contains("'regarding.name'", (await ReadAsync(agent, ("kind", "events.events.k8s.io"), ("field_selector", "involvedObject.name=api"))).Bad("SRE0104"), StringComparison.Ordinal);
        Assert.Matches("No event has reason=BackOf. Nearest first, there are <[^|]+[|]BackOff, ", (await ReadAsync(agent, ("kind", "events"), ("field_selector", "reason=BackOf"))).Good());
        Assert.Contains("BackOff", (await ReadAsync(agent, ("kind", "events"), ("field_selector", "reason=BackOff"))).Good(), StringComparison.Ordinal);
        Assert.Contains("There is no namespace eventreadin", (await agent.CallAsync("read_kubernetes", ("namespace", "eventreadin"), ("kind", "events"))).Good(), StringComparison.Ordinal);
        (await ReadAsync(agent, ("kind", "events"), ("sort", "cuont"))).Bad("SRE0104");
    }

    private static Task<Reply> ReadAsync(Agent agent, params (string, object?)[] arguments) => agent.CallAsync("read_kubernetes", [("namespace", "eventreading"), .. arguments]);

    private async Task<Agent> AgentAsync()
    {
        var plane = await planes.ProductionAsync();
        await plane.World.NamespaceAsync("eventreading");
        await plane.World.CreateAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: { name: newer-events, namespace: eventreading }
            rules: [{ apiGroups: [events.k8s.io], resources: [events], verbs: [list] }]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: newer-events, namespace: eventreading }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: newer-events }
            subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: reader }]
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: db, namespace: eventreading }
            spec:
              replicas: 0
              serviceName: db
              selector: { matchLabels: { app: db } }
              template:
                metadata: { labels: { app: db } }
                spec: { containers: [{ name: main, image: db }] }
            ---
            {{Core("one", "Pod", "api-6c5f8d4b7-x2x9z", "Warning", "BackOff", 11, 200, 45, "old back-off")}}
            ---
            {{Core("two", "Pod", "api-7d9f54bc8-l2x9z", "Warning", "BackOff", 3, 150, 30, "newest back-off")}}
            ---
            {{Core("three", "Pod", "db-0", "Warning", "FailedMount", 4, 60, 40, "no volume")}}
            ---
            {{Core("four", "Pod", "db-1", "Warning", "FailedMount", 1, 60, 41, "no volume")}}
            ---
            {{Core("five", "Deployment", "api", "Normal", "Scaled", 1, 300, 300, "scaled up")}}
            ---
            {{Core("six", "Deployment", "web", "Normal", "Scaled", 1, 300, 300, "scaled up")}}
            ---
            apiVersion: events.k8s.io/v1
            kind: Event
            metadata: { name: seven, namespace: eventreading }
            eventTime: "{{Ago(90)}}"
            series: { count: 8, lastObservedTime: "{{Ago(50)}}" }
            regarding: { apiVersion: v1, kind: Pod, namespace: eventreading, name: lone }
            type: Warning
            reason: FailedScheduling
            action: Scheduling
            note: "0/2 nodes are available"
            reportingController: default-scheduler
            reportingInstance: scheduler-1
            """);
        return await Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] }, ServerProcess.Discovery);
    }

    private static string Core(string name, string kind, string about, string type, string reason, int count, int first, int last, string message) => $$"""
        apiVersion: v1
        kind: Event
        metadata: { name: {{name}}, namespace: eventreading }
        involvedObject: { apiVersion: {{(kind is "Pod" ? "v1" : "apps/v1")}}, kind: {{kind}}, namespace: eventreading, name: {{about}} }
        type: {{type}}
        reason: {{reason}}
        message: "{{message}}"
        source: { component: testbed }
        count: {{count}}
        firstTimestamp: "{{Ago(first, "s")}}"
        lastTimestamp: "{{Ago(last, "s")}}"
        """;

    /// <summary>Core events have whole seconds, the newer ones microseconds.</summary>
    private static string Ago(int minutes, string form = "ffffff") =>
        DateTimeOffset.UtcNow.AddMinutes(-minutes).ToString(form is "s" ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
