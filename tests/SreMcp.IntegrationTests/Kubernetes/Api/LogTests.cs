using System.Globalization;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.IntegrationTests.Kubernetes.Api;

/// <summary>Logs as the real API server fetches them from the stand-in kubelet.</summary>
public sealed class LogTests(ControlPlanes planes)
{
    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_a_log_with_times_and_stops_where_it_was_told()
    {
        var (plane, opened) = await OpenAsync();
        using var cluster = opened;
        var start = DateTimeOffset.Parse("2026-11-20T20:00:00.1234567Z", CultureInfo.InvariantCulture);
        plane.Logs.Write("logread", "web-1", "main", [new(start, "first"), new(start.AddMinutes(1), "second"), new(start.AddMinutes(2), "third")]);

        var request = new LogRequest { Namespace = "logread", Pod = "web-1", Container = "main" };
        var all = await cluster.Cluster.LogTailAsync(request, Ended);
        Assert.Equal(["first", "second", "third"], all.Select(Text));
        Assert.Equal(start, all[0].At);
        Assert.Equal(["third"], (await cluster.Cluster.LogTailAsync(request with { TailLines = 1 }, Ended)).Select(Text));
        Assert.Equal(["second", "third"], (await cluster.Cluster.LogTailAsync(request with { Since = start.AddSeconds(30) }, Ended)).Select(Text));
        Assert.Equal(["first"], (await cluster.Cluster.LogTailAsync(request with { LimitBytes = 36 }, Ended)).Select(Text));
    }

    [Fact]
    public async Task Reads_the_log_of_the_run_before()
    {
        var (plane, opened) = await OpenAsync();
        using var cluster = opened;
        plane.Logs.Say("logread", "web-1", "main", "now");
        plane.Logs.SayBefore("logread", "web-1", "main", "allocating batch 4096", "Killed");

        var before = await cluster.Cluster.LogTailAsync(new() { Namespace = "logread", Pod = "web-1", Container = "main", Previous = true }, Ended);
        Assert.Equal(["allocating batch 4096", "Killed"], before.Select(Text));
    }

    [Fact]
    public async Task Says_what_stands_between_a_reader_and_a_log()
    {
        var (_, opened) = await OpenAsync();
        using var cluster = opened;
        async Task<SreException> Fails(string pod, string? container, bool previous = false) => await Assert.ThrowsAsync<SreException>(() =>
            cluster.Cluster.LogTailAsync(new() { Namespace = "logread", Pod = pod, Container = container, Previous = previous }, Ended));

        Assert.Equal(Errors.Logs.UnknownContainer, (await Fails("web-1", "absent")).Code);
        Assert.Equal(Errors.Logs.NoPrevious, (await Fails("two-1", "sidecar", previous: true)).Code);
        Assert.Equal(Errors.Logs.NotStarted, (await Fails("no-image-1", "main")).Code);
        Assert.Equal(Errors.Answers.NotFound, (await Fails("absent", "main")).Code);
        var several = await Fails("two-1", container: null);
        Assert.Equal(Errors.Logs.UnknownContainer, several.Code);
        Assert.Equal("Containers: main, sidecar.", several.Next);
        Assert.Equal(Errors.Logs.KubeletUnreachable, (await Fails("lost-1", "main")).Code);
    }

    [Fact]
    public async Task Cuts_a_line_of_a_megabyte_and_goes_on_after_it()
    {
        var (plane, opened) = await OpenAsync();
        using var cluster = opened;
        plane.Logs.Say("logread", "two-1", "main", "before", new string('x', 1_000_000), "after");

        var lines = await cluster.Cluster.LogTailAsync(new() { Namespace = "logread", Pod = "two-1", Container = "main" }, Ended);
        Assert.Equal([6, PodLog.LineLimit - 31, 5], lines.Select(line => line.Text.Length));
        Assert.Equal([false, true, false], lines.Select(line => line.IsCut));
    }

    private static string Text(LogEntry entry) => entry.Text.ForAnalysis();

    private async Task<(ControlPlane Plane, OpenedCluster Cluster)> OpenAsync()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync("logread");
        await plane.World.CreateAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: web-1, namespace: logread }
            spec: { containers: [{ name: main, image: web }] }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: two-1, namespace: logread }
            spec: { containers: [{ name: main, image: web }, { name: sidecar, image: proxy }] }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: no-image-1, namespace: logread, annotations: { testbed/outcome: no-image } }
            spec: { containers: [{ name: main, image: absent }] }
            ---
            apiVersion: v1
            kind: Node
            metadata: { name: lost, labels: { kubernetes.io/hostname: lost } }
            spec: { unschedulable: true }
            status:
              addresses: [{ type: InternalIP, address: 127.0.0.1 }]
              daemonEndpoints: { kubeletEndpoint: { Port: 9 } }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: lost-1, namespace: logread }
            spec: { nodeName: lost, containers: [{ name: main, image: web }] }
            """);
        foreach (var pod in new[] { "web-1", "two-1", "no-image-1", "lost-1" })
        {
            await plane.Admin.WaitAsync($"/api/v1/namespaces/logread/pods/{pod}", found => found["status"]!["containerStatuses"] is not null);
        }

        return (plane, new(plane));
    }
}
