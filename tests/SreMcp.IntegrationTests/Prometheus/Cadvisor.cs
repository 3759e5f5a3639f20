using System.Globalization;
using System.Text;
using SreMcp.IntegrationTests.Kubernetes.Connection;

namespace SreMcp.IntegrationTests.Prometheus;

/// <summary>What one container, or a node, uses as a kubelet's cAdvisor shows it: evenly, but for one peak of a quarter of an hour, three hours ago.</summary>
/// <param name="Labels">Such as <c>namespace</c>, <c>pod</c> and <c>container</c>.</param>
/// <param name="Memory">Bytes.</param>
internal sealed record CadvisorSeries(IReadOnlyDictionary<string, string> Labels, double Memory, double Cores)
{
    private readonly long _start = DateTimeOffset.UtcNow.AddDays(-40).ToUnixTimeSeconds();
    private readonly long _peakStart = DateTimeOffset.UtcNow.AddHours(-3.25).ToUnixTimeSeconds();
    private readonly long _peakEnd = DateTimeOffset.UtcNow.AddHours(-3).ToUnixTimeSeconds();

    public double PeakMemory { get; init; } = Memory;

    public double PeakCores { get; init; } = Cores;

    public static CadvisorSeries Of(string @namespace, string pod, string container, double memory, double cores) =>
        new(new Dictionary<string, string> { ["namespace"] = @namespace, ["pod"] = pod, ["container"] = container, ["id"] = $"/kubepods/{pod}/{container}" }, memory, cores);

    public static CadvisorSeries OfNode(string node, double memory, double cores) => new(new Dictionary<string, string> { ["id"] = "/", ["node"] = node }, memory, cores);

    /// <summary>The labels as the text format has them.</summary>
    public string Written => string.Join(',', Labels.Select(label => $"{label.Key}=\"{label.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\""));

    /// <param name="at">Seconds of Unix time.</param>
    public double MemoryAt(double at) => at > _peakStart && at <= _peakEnd ? PeakMemory : Memory;

    /// <summary>Seconds of CPU that were used until then.</summary>
    /// <param name="at">Seconds of Unix time.</param>
    public double CpuSecondsAt(double at) => (Cores * (at - _start)) + ((PeakCores - Cores) * Math.Clamp(at - _peakStart, 0, _peakEnd - _peakStart));
}

/// <summary>A scrape target on loopback that shows the use of containers as a kubelet does.</summary>
internal sealed class Cadvisor : IAsyncDisposable
{
    private readonly HostileServer _server;
    private volatile CadvisorSeries[] _series = [];

    public Cadvisor() => _server = new(certificate: null, async (_, stream, cancelled) => await stream.WriteAsync(Encoding.UTF8.GetBytes(HostileServer.Response(200, "text/plain; version=0.0.4", Page())), cancelled));

    /// <summary>Host and port, which Prometheus calls the instance.</summary>
    public string Address => $"127.0.0.1:{_server.Port}";

    /// <summary>What it shows from now on.</summary>
    public void Show(params CadvisorSeries[] series) => _series = series;

    public IReadOnlyList<CadvisorSeries> Series => _series;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private string Page()
    {
        var (series, now) = (_series, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000d);
        var page = new StringBuilder("# TYPE container_memory_working_set_bytes gauge\n");
        foreach (var one in series)
        {
            page.Append(CultureInfo.InvariantCulture, $"container_memory_working_set_bytes{{{one.Written}}} {one.MemoryAt(now):R}\n");
        }

        page.Append("# TYPE container_cpu_usage_seconds_total counter\n");
        foreach (var one in series)
        {
            page.Append(CultureInfo.InvariantCulture, $"container_cpu_usage_seconds_total{{{one.Written},cpu=\"total\"}} {one.CpuSecondsAt(now):R}\n");
        }

        return page.ToString();
    }
}
