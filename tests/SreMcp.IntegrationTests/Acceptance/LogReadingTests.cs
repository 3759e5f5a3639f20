using System.Globalization;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary><c>read_kubernetes_logs</c> over stdio on a real API server, by clients of both generations.</summary>
public sealed class LogReadingTests(ControlPlanes planes) : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddHours(-1);

    private readonly HomeFolder _home = new();

    public static TheoryData<string> Generations => [ServerProcess.Handshake, ServerProcess.Discovery];

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(Generations))]
    public async Task Fits_two_hundred_thousand_lines_into_a_thousand_tokens_errors_first(string protocol)
    {
        var plane = await WorldAsync();
        plane.Logs.Write("logs", "web-*", "main", Busy(100_000));
        await using var agent = await AgentAsync(plane, protocol);

        var said = (await ReadAsync(agent, "Deployment/web")).Good();
        Assert.True(said.Length <= 4_000, $"{said.Length} characters\n{said}");
        Assert.Contains("200000 lines of 2 containers", said, StringComparison.Ordinal);
        Assert.Contains("2 errors", said, StringComparison.Ordinal);
        Assert.Matches(@"(?s)error 2×.*payment \* failed: connection refused.*info ", said);
    }

    [Fact]
    public async Task Merges_the_lines_of_all_pods_in_the_order_of_their_times()
    {
        var plane = await WorldAsync();
        plane.Logs.Write("logs", "db-0", "main", [new(Start, "one"), new(Start.AddSeconds(20), "three")]);
        plane.Logs.Write("logs", "db-1", "main", [new(Start.AddSeconds(10), "two"), new(Start.AddSeconds(30), "four ERROR")]);
        await using var agent = await AgentAsync(plane, ServerProcess.Discovery);

        var said = (await ReadAsync(agent, "sts/db", ("mode", "lines"))).Good();
        Assert.Matches("(?s)main one.*main two.*main three.*main four", said);
        Assert.Contains("db-1/main two", said, StringComparison.Ordinal);
        Assert.Contains("the last 1 of 1 lines", (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("level", "error"))).Good(), StringComparison.Ordinal);
        var found = (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("include", "/^(one|three)$/"), ("exclude", "THREE"))).Good();
        Assert.Contains("main one", found, StringComparison.Ordinal);
        Assert.DoesNotContain("three", found, StringComparison.Ordinal);
        Assert.DoesNotContain("main one", (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("since", "1m"))).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_a_window_between_since_and_until_across_pods_in_the_order_of_time()
    {
        var plane = await WorldAsync();
        var now = DateTimeOffset.UtcNow;
        plane.Logs.Write("logs", "db-0", "main", [new(now.AddMinutes(-50), "ERROR before"), new(now.AddMinutes(-30), "INFO first"), new(now.AddMinutes(-26), "ERROR third"), new(now.AddMinutes(-5), "ERROR after")]);
        plane.Logs.Write("logs", "db-1", "main", [new(now.AddMinutes(-28), "WARN second"), new(now.AddMinutes(-22), "INFO fourth"), new(now.AddMinutes(-3), "INFO after, too")]);
        await using var agent = await AgentAsync(plane, ServerProcess.Discovery);

        var window = (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("since", "40m"), ("until", "20m"))).Good();
        Assert.Matches("(?s)the last 4 of 4 lines.*db-0/main INFO first.*db-1/main WARN second.*db-0/main ERROR third.*db-1/main INFO fourth", window);
        Assert.DoesNotContain("before", window, StringComparison.Ordinal);
        Assert.DoesNotContain("after", window, StringComparison.Ordinal);

        // The last line of the window, not of the log.
        Assert.Matches("(?s)the last 1 of 4 lines.*INFO fourth", (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("until", "20m"), ("since", "40m"), ("limit", 1))).Good());
        Assert.Contains("the last 1 of 1 lines", (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("until", "20m"), ("since", "40m"), ("level", "error"))).Good(), StringComparison.Ordinal);
        var narrowed = (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("until", "20m"), ("since", "40m"), ("level", "info"), ("exclude", "/^(INFO|WARN) (first|second)/"))).Good();
        Assert.Matches("(?s)the last 2 of 2 lines.*third.*fourth", narrowed);

        var patterns = (await ReadAsync(agent, "sts/db", ("since", "40m"), ("until", "20m"))).Good();
        Assert.Contains("4 lines of 2 containers", patterns, StringComparison.Ordinal);
        Assert.Contains("error 1×", patterns, StringComparison.Ordinal);
        Assert.DoesNotContain("before", patterns, StringComparison.Ordinal);
        Assert.DoesNotContain("after", patterns, StringComparison.Ordinal);
        Assert.DoesNotContain("INFO", (await ReadAsync(agent, "sts/db", ("since", "40m"), ("until", "20m"), ("level", "warning"))).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_runs_before_of_all_pods_that_have_one()
    {
        var plane = await WorldAsync();
        plane.Logs.Say("logs", "db-0", "main", "now running");
        plane.Logs.Say("logs", "db-1", "main", "now running, too");
        plane.Logs.SayBefore("logs", "db-0", "main", "INFO opening", "FATAL no space left on device");
        await using var agent = await AgentAsync(plane, ServerProcess.Discovery);

        var said = (await ReadAsync(agent, "sts/db", ("mode", "lines"), ("previous", true))).Good();
        Assert.Matches("(?s)the last 2 of 2 lines read from 1 container.*INFO opening.*FATAL no space left on device", said);
        Assert.DoesNotContain("now running", said, StringComparison.Ordinal);
        Assert.Contains("Not read, SRE0462", said, StringComparison.Ordinal);
        Assert.Contains("db-1/main", said, StringComparison.Ordinal);
        Assert.Contains("fatal 1×", (await ReadAsync(agent, "sts/db", ("previous", true))).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_what_does_not_fit_for_read_result()
    {
        var plane = await WorldAsync();
        plane.Logs.Say("logs", "db-0", "main", [.. Enumerable.Range(0, 1500).Select(index => $"line number {index} {new string('x', 60)}")]);
        await using var agent = await AgentAsync(plane, ServerProcess.Discovery);

        var said = (await ReadAsync(agent, "db-0", ("mode", "lines"), ("limit", 1500))).Good();
        Assert.Contains("line number 1499 ", said, StringComparison.Ordinal);
        var id = said[(said.IndexOf("read_result id=", StringComparison.Ordinal) + 15)..].Split('\n', ' ')[0];
        Assert.Contains("line number 3 ", (await agent.CallAsync("read_result", ("id", id), ("grep", "number 3 "))).Good(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Says_what_keeps_a_log_from_being_read(string protocol)
    {
        var plane = await WorldAsync();
        await using var agent = await AgentAsync(plane, protocol);

        Assert.Contains("Containers: main, sidecar.", (await ReadAsync(agent, "two", ("container", "absent"))).Bad("SRE0460"), StringComparison.Ordinal);
        (await ReadAsync(agent, "no-image")).Bad("SRE0461");
        (await ReadAsync(agent, "unscheduled")).Bad("SRE0461");
        (await ReadAsync(agent, "two", ("previous", true))).Bad("SRE0462");
        (await ReadAsync(agent, "absent")).Bad("SRE0404");
        (await ReadAsync(agent, "Deployment/none")).Bad("SRE0465");
        (await ReadAsync(agent, "two", ("include", "/(a)\\1/"))).Bad("SRE0104");
        var forbidden = await agent.CallAsync("read_kubernetes_logs", ("context", $"{plane.Context}-nobody"), ("namespace", "logs"), ("name", "two"));
        forbidden.Bad("SRE0403");
    }

    [Fact]
    public async Task Memory_stays_flat_on_a_long_log()
    {
        var plane = await WorldAsync();
        plane.Logs.Write("logs", "two", "main", Busy(1_000_000));
        await using var agent = await AgentAsync(plane, ServerProcess.Discovery);

        var said = (await ReadAsync(agent, "two", ("container", "main"))).Good();
        Assert.Contains("lines of 1 container", said, StringComparison.Ordinal);
        var peak = (await File.ReadAllLinesAsync($"/proc/{agent.Server.Id}/status", TestContext.Current.CancellationToken)).First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        Assert.True(int.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) < 150_000, peak);
    }

    /// <summary>Chatter of many shapes with one failure in it.</summary>
    private static IEnumerable<WrittenLine> Busy(int lines) => Enumerable.Range(0, lines).Select(index => new WrittenLine(Start.AddMilliseconds(index), index == lines / 2
        ? $"ERROR payment {index} failed: connection refused"
        : $"INFO handled request {Guid.CreateVersion7():N} of kind{(char)('a' + (index % 26))}{(char)('a' + (index / 26 % 26))} in {index % 700}ms from 10.0.{index % 256}.{index % 100} with a rather long text that fills the line so that a million of them have two hundred megabytes"));

    private static Task<Reply> ReadAsync(Agent agent, string name, params (string, object?)[] arguments) => agent.CallAsync("read_kubernetes_logs", [("namespace", "logs"), ("name", name), .. arguments]);

    private async Task<Agent> AgentAsync(ControlPlane plane, string protocol) => await Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] }, protocol);

    private async Task<ControlPlane> WorldAsync()
    {
        var plane = await planes.ProductionAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync("logs");
        await plane.World.DeployAsync("logs", "web", "registry.example.com/web:1", replicas: 2);
        await plane.World.CreateAsync("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: db, namespace: logs }
            spec:
              replicas: 2
              serviceName: db
              selector: { matchLabels: { app: db } }
              template:
                metadata: { labels: { app: db } }
                spec: { containers: [{ name: main, image: db }] }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: none, namespace: logs }
            spec:
              replicas: 0
              selector: { matchLabels: { app: none } }
              template:
                metadata: { labels: { app: none } }
                spec: { containers: [{ name: main, image: none }] }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: two, namespace: logs }
            spec: { containers: [{ name: main, image: web }, { name: sidecar, image: proxy }] }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: no-image, namespace: logs, annotations: { testbed/outcome: no-image } }
            spec: { containers: [{ name: main, image: absent }] }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: unscheduled, namespace: logs }
            spec: { nodeSelector: { absent: "true" }, containers: [{ name: main, image: web }] }
            """);
        foreach (var pod in new[] { "db-0", "db-1", "two", "no-image" })
        {
            await plane.Admin.WaitAsync($"/api/v1/namespaces/logs/pods/{pod}", found => found["status"]!["containerStatuses"] is not null);
        }

        return plane;
    }
}
